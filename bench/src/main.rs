//! The benchmark of Chargehand, and of any other central system: a load of chargers and people, beside the limit, in turns.

mod command_line;
mod failed;
mod figures;
mod frames;
mod limit;
mod load;
mod machine;
mod modes;
mod open_files;
mod process;
mod product;
mod report;
mod under_test;

use clap::Parser as _;
use command_line::{Command, CommandLine, Subject};
use failed::Failed;
use load::person::Credentials;
use machine::Machine;
use modes::Mode;
use product::Product;
use report::Report;
use std::fs::File;
use std::io::Write as _;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};
use under_test::Server;

#[tokio::main]
async fn main() -> ExitCode {
    let CommandLine { subject, command } = CommandLine::parse();
    let ended = match command {
        Command::Limit => limit::run(subject.password).await,
        command => unless_stopped(measure(&subject, &command)).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("chargehand-bench: {failed}");
            ExitCode::FAILURE
        }
    }
}

/// Gives up where somebody asks for it, so that no server is left behind.
async fn unless_stopped(measuring: impl Future<Output = Result<(), Failed>>) -> Result<(), Failed> {
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        measured = measuring => measured,
        _ = interrupted.recv() => Err(Failed::because("interrupted")),
        _ = terminated.recv() => Err(Failed::because("stopped")),
    }
}

async fn measure(subject: &Subject, command: &Command) -> Result<(), Failed> {
    load::message::begin_ids();
    let modes = command.modes();
    let chargers = modes.iter().map(|(mode, _)| mode.chargers()).max().unwrap_or_default();
    open_files::raise(chargers)?;
    let within = subject.within.clone().unwrap_or_else(std::env::temp_dir);
    let machine = Machine::look(&within)?;
    println!("{}\n", machine.line());
    let product = match &subject.bin {
        Some(bin) => Some(Product::lay(bin, &within, chargers, &subject.password, &subject.serve).await?),
        None => None,
    };
    let mut failed = 0;
    for (mode, turns) in &modes {
        // What one measurement comes to says nothing of the next.
        let report = match in_turns(mode, subject.turns.unwrap_or(*turns), subject, product.as_ref()).await {
            Ok(report) => report,
            Err(why) => {
                failed += 1;
                println!("{}\n  failed: {why}\n", mode.title());
                continue;
            }
        };
        println!("{}", report.table());
        if let Some(path) = &subject.json {
            let mut file = File::options().create(true).append(true).open(path)?;
            writeln!(file, "{}", report.json(&machine.json()))?;
        }
    }
    match failed {
        0 => Ok(()),
        _ => Err(Failed::because(format!("{failed} of {} measurements failed", modes.len()))),
    }
}

/// The limit and the server, one after the other, so that whatever else the machine does meets both.
async fn in_turns(mode: &Mode, turns: usize, subject: &Subject, product: Option<&Product>) -> Result<Report, Failed> {
    let mut report = Report::new(mode.title());
    for _ in 0..turns {
        if mode.has_limit() && !subject.without_limit {
            let limit = Server::limit(&subject.password).await?;
            report.take_limit(mode.turn(&limit).await?);
            limit.end().await?;
        }
        if let Some(server) = server(subject, product).await? {
            report.take_product(mode.turn(&server).await?);
            server.end().await?;
        }
    }
    Ok(report)
}

/// The server under test; none where nothing but the limit is measured.
async fn server(subject: &Subject, product: Option<&Product>) -> Result<Option<Server>, Failed> {
    if let Some(product) = product {
        return product.start().await.map(Some);
    }
    let Some(url) = &subject.url else { return Ok(None) };
    let credentials = match (&subject.console, &subject.email, &subject.sign_in) {
        (Some(console), Some(email), Some(password)) => {
            Some(Credentials { console: console.clone(), email: email.clone(), password: password.clone() })
        }
        _ => None,
    };
    Ok(Some(Server::elsewhere(url, &subject.password, credentials, subject.pid)))
}
