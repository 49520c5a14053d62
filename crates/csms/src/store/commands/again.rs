//! What our own file host saw of a command, and the form that orders it again where it failed there.

use super::row::from_json;
use crate::failure::Failure;
use crate::store::firmware;
use crate::store::tx::Reading;
use actions::{Args, Progress, Retries, Verdict, request_diagnostics, update_firmware};
use model::{HostTraffic, Step, StepKind};
use words::local_time::moment;

/// None: its file goes elsewhere, or it has none.
pub async fn hosted(
    reading: &mut Reading,
    (args, progress): (&str, &str),
    verdict: &Verdict,
    steps: &[Step],
    zone: &str,
) -> Result<Option<HostTraffic>, Failure> {
    let args: Args = from_json(args)?;
    if !args.is_hosted() {
        return Ok(None);
    }
    let progress: Progress = from_json(progress)?;
    let again = if verdict.may_go_another_way() { again(reading, &args, steps, zone).await? } else { Vec::new() };
    Ok(Some(HostTraffic {
        protocol: progress.protocol,
        came: progress.reached || progress.requests > 0,
        bytes: progress.bytes,
        again,
    }))
}

async fn again(
    reading: &mut Reading,
    args: &Args,
    steps: &[Step],
    zone: &str,
) -> Result<Vec<(String, String)>, Failure> {
    let mut fields: Vec<(&str, String)> = Vec::new();
    let time = |at: i64| moment(at, zone).minute().replace(' ', "T");
    let retries = match args {
        // It has the file: another way would bring the same.
        Args::UpdateFirmware(_) if steps.iter().any(|step| step.kind.is_all_fetched()) => return Ok(Vec::new()),
        Args::UpdateFirmware(update_firmware::Inputs {
            image: Some(image), retrieve_at, install_at, retries, ..
        }) => {
            // Removed from the library since.
            let Some(key) = firmware::key(reading, image).await? else { return Ok(Vec::new()) };
            fields.extend([("source", "library".to_owned()), ("firmware", key)]);
            if steps.iter().any(|step| matches!(step.kind, StepKind::MeantForOthers { .. })) {
                fields.push(("anyway", "true".to_owned()));
            }
            let now = reading.now();
            fields.extend(Some(*retrieve_at).filter(|at| *at > now).map(|at| ("fetch_from", time(at))));
            fields.extend(install_at.filter(|at| *at > now).map(|at| ("install_from", time(at))));
            retries
        }
        Args::RequestDiagnostics(request_diagnostics::Inputs { from, to, retries, log, here: true, .. }) => {
            fields.extend([("receiver", "here".to_owned()), ("log", log.as_str().to_owned())]);
            fields.extend(from.map(|at| ("from", time(at))));
            fields.extend(to.map(|at| ("to", time(at))));
            retries
        }
        _not_through_us => return Ok(Vec::new()),
    };
    let Retries { times, interval_s } = retries;
    fields.extend(times.map(|times| ("retries", times.to_string())));
    fields.extend(interval_s.map(|seconds| ("retry_interval", seconds.to_string())));
    Ok(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
