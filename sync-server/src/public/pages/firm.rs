//! What a firm reads: its counsel with the present month's duty, and one counsel's year by village and month. Where the numbers come from stands
//! below both.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::Operator;
use cunfa_core::register::{FirmAppointment, Training};
use cunfa_core::rules::first_of_month;

use super::super::out::Out;
use super::super::words::firm as w;
use super::frame;
use crate::firms::report::{CounselYear, FirmReport, LectureLine, MonthLine, VillageYear};

/// Counsel on one page: a page stays within 100 KB.
const MOST_COUNSEL: usize = 30;
/// Villages of one counsel on any page. Nobody serves so many.
const MOST_VILLAGES: usize = 40;

/// The overview: `part` is the page of it, from 1.
pub(in crate::public) fn firm(name: &str, report: &FirmReport, part: usize, operator: &Operator) -> String {
    frame(w::OVERVIEW, operator, |out| {
        head(out, name, w::OVERVIEW);
        years(out, report, |out, year| {
            out.mark("/ls/?y=").number(year);
        });
        if report.counsel.is_empty() {
            out.mark("<p>").text(w::NOBODY).mark("</p>");
        }
        let before = part.saturating_sub(1).saturating_mul(MOST_COUNSEL);
        for counsel in report.counsel.iter().skip(before).take(MOST_COUNSEL) {
            listed(out, counsel, report);
        }
        parts(out, report, part);
        source(out, report);
        sign_out(out);
    })
}

/// One counsel's year.
pub(in crate::public) fn firm_counsel(
    name: &str,
    counsel: &CounselYear,
    report: &FirmReport,
    operator: &Operator,
) -> String {
    frame(&counsel.name, operator, |out| {
        head(out, name, &counsel.name);
        years(out, report, |out, year| {
            out.mark("/ls/gw/")
                .text(&counsel.person.to_string())
                .mark("?y=")
                .number(year);
        });
        if counsel.in_part {
            out.mark("<p class=\"hint\">").text(w::IN_PART).mark("</p>");
        }
        for village in counsel.villages.iter().take(MOST_VILLAGES) {
            year_of(out, village, report);
        }
        if counsel.villages.is_empty() {
            out.mark("<section><p>").text(w::NO_VILLAGE).mark("</p></section>");
        }
        trainings(out, &counsel.trainings, report.year);
        source(out, report);
        out.mark("<p class=\"more\"><a href=\"/ls/?y=")
            .number(report.year)
            .mark("\">")
            .text(w::TO_OVERVIEW)
            .mark("</a></p>");
        sign_out(out);
    })
}

fn head(out: &mut Out, firm: &str, title: &str) {
    out.mark("<p>").text(firm).mark("</p><h1>").text(title).mark("</h1>");
}

/// The years to choose from. A form without a script needs a button; a line of links does not.
fn years(out: &mut Out, report: &FirmReport, address: impl Fn(&mut Out, i32)) {
    out.mark("<nav class=\"years\" aria-label=\"")
        .text(w::YEARS)
        .mark("\">");
    let others = report.years.iter().copied().filter(|year| *year != report.year);
    let mut years: Vec<i32> = others.chain([report.year]).collect();
    years.sort_unstable();
    for year in years {
        out.mark("<a href=\"");
        address(out, year);
        out.mark(if year == report.year {
            "\" aria-current=\"page\">"
        } else {
            "\">"
        })
        .text(&w::year(year))
        .mark("</a> ");
    }
    out.mark("</nav>");
}

fn listed(out: &mut Out, counsel: &CounselYear, report: &FirmReport) {
    out.mark("<section><h2><a href=\"/ls/gw/")
        .text(&counsel.person.to_string())
        .mark("?y=")
        .number(report.year)
        .mark("\">")
        .text(&counsel.name)
        .mark("</a></h2><ul>");
    let present = first_of_month(report.today);
    for village in counsel.villages.iter().take(MOST_VILLAGES) {
        out.mark("<li>").text(&place(village));
        if let Some(month) = village.months.iter().find(|line| line.month == present) {
            out.mark("<br>").text(&w::this_month(month));
        }
        out.mark("</li>");
    }
    out.mark("</ul><p>")
        .text(&w::trained(report.year, counsel.trainings.len()))
        .mark("</p></section>");
}

/// The other pages of the overview, where there are any.
fn parts(out: &mut Out, report: &FirmReport, part: usize) {
    let all = report.counsel.len().div_ceil(MOST_COUNSEL);
    if all < 2 {
        return;
    }
    out.mark("<nav class=\"years\" aria-label=\"")
        .text(w::PARTS)
        .mark("\">");
    for (number, _) in (1_i64..).zip(0..all) {
        let is_this = usize::try_from(number).is_ok_and(|number| number == part);
        out.mark("<a href=\"/ls/?y=")
            .number(report.year)
            .mark("&amp;p=")
            .number(number)
            .mark(if is_this { "\" aria-current=\"page\">" } else { "\">" })
            .number(number)
            .mark("</a> ");
    }
    out.mark("</nav>");
}

fn place(village: &VillageYear) -> String {
    [village.village.township.as_str(), village.village.name.as_str()].concat()
}

fn year_of(out: &mut Out, village: &VillageYear, report: &FirmReport) {
    out.mark("<section><h2>").text(&place(village)).mark("</h2>");
    for appointment in &village.appointments {
        out.mark("<p>").text(&appointed(appointment)).mark("</p>");
    }
    if village.months.is_empty() {
        out.mark("<p>").text(w::NO_MONTH).mark("</p></section>");
        return;
    }
    months(out, &village.months, report.today);
    for line in &village.lectures {
        out.mark("<p>").text(&lectures(line)).mark("</p>");
    }
    let present = first_of_month(report.today);
    if let Some(month) = village.months.iter().find(|line| line.month == present) {
        out.mark("<p>").text(&w::this_month(month)).mark("</p>");
    }
    out.mark("</section>");
}

fn appointed(appointment: &FirmAppointment) -> String {
    w::appointed(&appointment.days, appointment.stands_in)
}

fn lectures(line: &LectureLine) -> String {
    w::lectures(line.from, line.period, (line.held, line.owed))
}

fn months(out: &mut Out, lines: &[MonthLine], today: NaiveDate) {
    out.mark("<table><caption>")
        .text(w::MONTHS)
        .mark("</caption><thead><tr>");
    for column in w::COLUMNS {
        out.mark("<th scope=\"col\">").text(column).mark("</th>");
    }
    out.mark("</tr></thead><tbody>");
    for line in lines {
        let runs = line.month == first_of_month(today);
        out.mark("<tr><th scope=\"row\">")
            .text(&w::month(line.month.month(), runs))
            .mark("</th><td>")
            .text(&w::hours(line.owed))
            .mark("</td><td>")
            .text(&w::hours(line.counted))
            .mark("</td><td>")
            .text(&w::missing(line.missing))
            .mark("</td><td>")
            .number(line.lectures)
            .mark("</td></tr>");
    }
    out.mark("</tbody></table>");
}

fn trainings(out: &mut Out, trainings: &[Training], year: i32) {
    out.mark("<section><h2>").text(w::TRAININGS).mark("</h2>");
    if trainings.is_empty() {
        out.mark("<p>").text(&w::trained(year, 0)).mark("</p>");
    }
    out.mark("<ul>");
    for one in trainings {
        out.mark("<li>")
            .text(&w::training(one.date, &one.topic, one.minutes))
            .mark("</li>");
    }
    out.mark("</ul></section>");
}

/// By which rules, from which data, and what it cannot tell.
fn source(out: &mut Out, report: &FirmReport) {
    out.mark("<section><h2>").text(w::SOURCE).mark("</h2><p>");
    for (place, rule) in report.rules.iter().enumerate() {
        if place > 0 {
            out.text(w::AND);
        }
        out.text(&w::rule(&rule.id, rule.version));
    }
    out.mark("</p><p>")
        .text(&w::data(report.data.sequence, report.data.rooted))
        .mark("<code>")
        .text(&report.data.root.to_string())
        .mark("</code></p><p class=\"hint\">")
        .text(w::CANNOT_TELL)
        .mark("</p></section>");
}

fn sign_out(out: &mut Out) {
    out.mark("<form action=\"/ls/tc\" method=\"post\"><button>")
        .text(w::LEAVE)
        .mark("</button></form>");
}
