//! The timer that starts passes by itself. It alone uploads after a failure; no new write is needed.

use std::sync::Weak;
use std::time::Duration;

use crate::app::Shared;
use crate::sync::driver;

/// Looks at the clock at least so often, since a clock may jump while we wait.
const LOOK: Duration = Duration::from_secs(15);

/// Runs until the app is gone.
pub(crate) async fn run(app: Weak<Shared>) {
    while let Some(shared) = app.upgrade() {
        let wait = shared.engine(|engine| engine.wait_ms(shared.config.clock.now_ms()));
        match wait {
            Some(0) => {
                driver::pass(&shared).await;
            }
            Some(_) | None => {
                let wait = wait.map_or(LOOK, |ms| LOOK.min(Duration::from_millis(ms)));
                // A timeout is the usual end of this wait.
                let _ = tokio::time::timeout(wait, shared.wake.notified()).await;
            }
        }
    }
}
