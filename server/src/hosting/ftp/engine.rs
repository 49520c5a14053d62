//! The one thread that libunftp runs on.
//!
//! After its answer to AUTH TLS the library tells its own session by a second task that TLS comes now. On several threads the
//! charger's first bytes of TLS can be quicker than that, and are then read as a command. On one thread the task is always
//! first.

use std::io;
use tokio::runtime::{Builder, Handle, Runtime};

/// Ends its thread when it is dropped, without waiting.
#[derive(Debug)]
pub struct Engine {
    runtime: Option<Runtime>,
    handle: Handle,
}

impl Engine {
    pub fn start() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("ftp").enable_all().build()?;
        let handle = runtime.handle().clone();
        Ok(Self { runtime: Some(runtime), handle })
    }

    pub fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
