//! Prints one line per step with its time, and names the step that failed.

use std::future::Future;
use std::time::Instant;

/// Counts and times the steps of a story.
#[derive(Debug)]
pub struct Steps {
    began: Instant,
    done: usize,
}

impl Default for Steps {
    fn default() -> Self {
        Steps {
            began: Instant::now(),
            done: 0,
        }
    }
}

impl Steps {
    /// Runs one step and prints its line.
    ///
    /// # Errors
    /// The step's error with its number and name in front.
    pub async fn step<T>(&mut self, name: &str, work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
        let began = Instant::now();
        let number = self.done + 1;
        match work.await {
            Ok(value) => {
                self.done = number;
                println!("{number:>3}  {:>6.2} s  {name}", began.elapsed().as_secs_f32());
                Ok(value)
            }
            Err(error) => Err(format!("step {number} failed: {name}: {error}")),
        }
    }

    /// How many steps are done, and in how many seconds.
    #[must_use]
    pub fn totals(&self) -> (usize, f32) {
        (self.done, self.began.elapsed().as_secs_f32())
    }
}
