//! Every screen × every mode × every width, in headless Chromium over the HTTP bridge: axe finds nothing, what is pressed is large enough,
//! no text is cut, and each looks as it did (`cargo xtask test`; `UPDATE_SCREENS=1` keeps the new looks).

mod checks;
mod city;
mod content;
mod deciding;
pub mod firm;
mod kept;
mod keyboard;
mod list;
mod looks;
pub mod public;
mod registers;
mod rotation;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use cunfa_protocol::command as c;

use crate::bridge::Bridge;
use crate::harness::TestDevice;
use crate::harness::clock::START_MS;
use crate::story::window::Window;
use checks::Checks;
use content::Stage;
use kept::{Sheet, Small};
use list::{Do, On, Screen};

/// What a run needs.
#[derive(Debug, Clone)]
pub struct Places {
    /// The bundle of the interface.
    pub ui: PathBuf,
    /// `axe.min.js`.
    pub axe: PathBuf,
    /// Where the pictures go.
    pub out: PathBuf,
    /// Where the small ones are kept.
    pub kept: PathBuf,
    /// Whether the small ones are written anew.
    pub update: bool,
    /// Only screens whose name begins so.
    pub only: String,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Found {
    /// Looks that are as they should be.
    pub passed: usize,
    /// Everything that is wrong, each with its screen, mode and width.
    pub faults: Vec<String>,
    /// Looks with a fault.
    pub failed: usize,
}

/// A browser and the device it shows.
struct Walk<'a> {
    window: Window,
    device: &'a TestDevice,
    url: String,
    checks: &'a Checks,
    places: &'a Places,
    found: Found,
}

/// Looks at everything.
///
/// # Errors
/// When the stage, a bridge or a browser does not start.
pub async fn look_at_all(places: &Places) -> Result<Found, String> {
    let began = Instant::now();
    let stage = Stage::make().await?;
    println!("{:>6.1} s  the county stands", began.elapsed().as_secs_f32());
    std::fs::create_dir_all(&places.out).map_err(|error| format!("making {}: {error}", places.out.display()))?;
    std::fs::create_dir_all(&places.kept).map_err(|error| format!("making {}: {error}", places.kept.display()))?;
    let checks = Checks::read(&places.axe)?;
    let mut screens = list::all(&stage.ids);
    screens.retain(|screen| screen.name.starts_with(&places.only));
    // Two browsers, so that two cores have work: the tablet's, and everybody else's.
    let one = walk_on(&stage, &[On::Tablet], &screens, &checks, places, began);
    let two = walk_on(
        &stage,
        &[
            On::Fresh,
            On::Village,
            On::Away,
            On::Late,
            On::Desk,
            On::County,
            On::Board,
            On::Own,
            On::City,
        ],
        &screens,
        &checks,
        places,
        began,
    );
    let (one, two) = tokio::join!(one, two);
    let (mut found, two) = (one?, two?);
    found.passed += two.passed;
    found.failed += two.failed;
    found.faults.extend(two.faults);
    if places.only.is_empty() {
        stray(&places.kept, &screens, &mut found);
    }
    Ok(found)
}

/// What is kept of screens that are no more.
fn stray(kept: &Path, screens: &[Screen], found: &mut Found) {
    for file in std::fs::read_dir(kept).into_iter().flatten().flatten() {
        let path = file.path();
        let name = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        if path.extension().is_some_and(|ending| ending == "png") && screens.iter().all(|screen| screen.name != name) {
            found.failed += 1;
            found.faults.push(format!("{name}: kept, but there is no such screen"));
        }
    }
}

async fn walk_on(
    stage: &Stage,
    on: &[On],
    screens: &[Screen],
    checks: &Checks,
    places: &Places,
    began: Instant,
) -> Result<Found, String> {
    let mut found = Found::default();
    for on in on {
        let mine: Vec<&Screen> = screens.iter().filter(|screen| screen.on == *on).collect();
        let turns = *on == On::Tablet && "turned".starts_with(&places.only);
        if mine.is_empty() && !turns {
            continue;
        }
        let device = match on {
            On::Tablet => &stage.tablet,
            On::Village => &stage.village,
            On::Away => &stage.away,
            On::Late => &stage.late,
            On::Desk => &stage.desk,
            On::County => &stage.county,
            On::Board => &stage.kept.board,
            On::Own => &stage.kept.own,
            On::City => &stage.city.device,
            On::Fresh => &stage.fresh,
        };
        let counties = match on {
            On::City => Arc::clone(&stage.city.counties),
            _ => device.counties()?,
        };
        let bridge = Bridge::listen(counties, places.ui.clone(), 0, Some(START_MS)).await?;
        let url = bridge.url();
        tokio::spawn(bridge.serve());
        let window = Window::browse(&places.out).await?;
        let mut walk = Walk {
            window,
            device,
            url,
            checks,
            places,
            found: std::mem::take(&mut found),
        };
        for screen in mine {
            let since = Instant::now();
            walk.look_at(screen).await?;
            println!(
                "{:>6.1} s  {} ({:.1} s)",
                began.elapsed().as_secs_f32(),
                screen.name,
                since.elapsed().as_secs_f32()
            );
        }
        if turns {
            walk.rotate(stage).await;
            walk.write_by_keys(stage).await;
        }
        found = walk.found;
        walk.window.close().await;
    }
    Ok(found)
}

impl Walk<'_> {
    /// Goes to a screen and through its looks; what fails on the way is a fault of the screen, and the walk goes on.
    async fn look_at(&mut self, screen: &Screen) -> Result<(), String> {
        let mut small = Vec::new();
        let seen = self.see(screen, &mut small).await;
        if let Err(fault) = seen {
            self.fault(vec![format!("{}: {fault}", screen.name)]);
        }
        self.follow(&screen.back)
            .await
            .map_err(|fault| format!("leaving {}: {fault}", screen.name))
    }

    async fn see(&mut self, screen: &Screen, small: &mut Vec<Small>) -> Result<(), String> {
        let first = looks::ALL.first().ok_or("no looks")?;
        self.set(*first).await?;
        self.window.resize(first.width, first.height).await?;
        self.window
            .open_address(&format!("{}/?{}", self.url, screen.name))
            .await?;
        self.follow(&screen.way).await?;
        self.checks.load(&self.window).await?;
        let mut told: Vec<Vec<String>> = Vec::new();
        let mut mode = first.mode;
        for look in looks::ALL {
            if look.mode != mode {
                self.set(look).await?;
                mode = look.mode;
            }
            self.window.resize(look.width, look.height).await?;
            self.window.find(&look.selector()).await?;
            let mut seen = self.checks.look(&self.window, look).await?;
            // As high as the page, so that no bar at the edge lies over anything.
            if seen.height > look.height {
                self.window.resize(look.width, seen.height).await?;
            }
            if look.with_axe() {
                seen.faults.extend(self.checks.accessible(&self.window).await?);
            }
            let picture = self.window.picture(look.width, seen.height).await?;
            let file = format!("{}-{}-{}.png", screen.name, look.mode, look.width);
            std::fs::write(self.places.out.join(&file), &picture)
                .map_err(|error| format!("writing {file}: {error}"))?;
            small.push(Small::of(&picture)?);
            told.push(seen.faults);
        }
        let sheet = Sheet::open(&self.places.kept, screen.name)?;
        if self.places.update {
            sheet.keep(small)?;
        } else {
            for (at, fault) in sheet.compare(small) {
                if let Some(told) = told.get_mut(at) {
                    told.push(format!("looks different: {fault}"));
                }
            }
        }
        for (look, faults) in looks::ALL.iter().zip(told) {
            let named = |fault| format!("{} {} {}: {fault}", screen.name, look.mode, look.width);
            self.fault(faults.into_iter().map(named).collect());
        }
        Ok(())
    }

    /// Counts a look.
    fn fault(&mut self, faults: Vec<String>) {
        match faults.is_empty() {
            true => self.found.passed += 1,
            false => self.found.failed += 1,
        }
        for fault in faults {
            println!("  {fault}");
            self.found.faults.push(fault);
        }
    }

    async fn set(&self, look: looks::Look) -> Result<(), String> {
        let display = look.display();
        let set = self.device.ask(c::SetDisplay { display }).await;
        set.map(|_| ())
            .map_err(|failure| format!("setting the display: {failure:?}"))
    }

    async fn follow(&self, way: &[Do]) -> Result<(), String> {
        for step in way {
            self.take(step).await.map_err(|error| format!("{step:?}: {error}"))?;
        }
        Ok(())
    }

    async fn take(&self, step: &Do) -> Result<(), String> {
        let window = &self.window;
        match step {
            Do::Go(place) => window.script(&format!("location.hash = {place:?}")).await.map(|_| ()),
            Do::Tap(test) => window.tap(test).await,
            Do::Press(test) => window.tap(test).await,
            Do::Each(test) => {
                window.find(test).await?;
                let each = format!("document.querySelectorAll({test:?}).forEach(one => one.click())");
                window.script(&each).await.map(|_| ())
            }
            Do::Fill(test, text) => window.fill(test, text).await,
            Do::Give(test, text) => {
                let script = format!(
                    "const held = new DataTransfer(); held.items.add(new File([{text:?}], 'list.csv'));
                     const field = document.querySelector('[data-test=\"{test}\"]'); field.files = held.files;
                     field.dispatchEvent(new Event('change', {{bubbles: true}}))"
                );
                window.script(&script).await.map(|_| ())
            }
            Do::Pin(pad) => window.pin(pad, crate::harness::device::PIN).await,
            Do::See(test) => window.find(test).await.map(|_| ()),
            Do::Draw(hand) => window.draw("ink-pad", *hand).await,
            Do::Widen => window.resize(1440, 900).await,
            Do::Lock => {
                let locked = self.device.ask(c::Lock {}).await;
                locked.map(|_| ()).map_err(|failure| format!("{failure:?}"))
            }
            Do::TakeBack => {
                let open = self.device.unlock(0).await;
                open.map(|_| ()).map_err(|failure| format!("{failure:?}"))
            }
        }
    }
}
