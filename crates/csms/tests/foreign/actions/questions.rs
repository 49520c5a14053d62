//! A charger that says nothing in the middle of an update or an upload is asked how far it is, in its version's words.

use super::files::{SLOW_FIRMWARE_URL, SLOW_UPLOAD_URL, signed};
use super::{On, STACKS};
use crate::bench::{Bench, steps};
use actions::{Command, Order, RequestDiagnostics, UpdateFirmware, Verdict, request_diagnostics, update_firmware};
use charger_sim::Protocol;
use model::{FirmwareStatus, Outcome, StepKind};
use std::time::Duration;

/// Longer than a charger needs between two steps, mostly; where it is not, it is asked once more.
const SILENCE: Duration = Duration::from_millis(400);

#[tokio::test]
async fn a_silent_charger_is_asked_how_far_it_is_and_goes_on() {
    // B15
    for stack in STACKS {
        let bench = Bench::with(|config| config.deadlines.silence = SILENCE).await;
        let on = On::start(stack, bench).await;
        on.bench
            .wait(&on.key, |page| page.charger.security_extension == (stack.protocol == Protocol::V16Security))
            .await;

        let uploaded = on.ends(Order::RequestDiagnostics(RequestDiagnostics::now(SLOW_UPLOAD_URL))).await;
        assert!(
            matches!(
                uploaded.verdict,
                Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded { .. })
            ),
            "{stack:?}: {:#?}",
            steps(&uploaded)
        );
        was_asked(&uploaded);
        let updated = on.ends(Order::UpdateFirmware(UpdateFirmware::now(SLOW_FIRMWARE_URL))).await;
        assert!(
            matches!(updated.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })),
            "{stack:?}: {:#?}",
            steps(&updated)
        );
        was_asked(&updated);
        // On 1.6 a report belongs to the update that is open, so this one's last is waited for.
        let installed = StepKind::Firmware { status: FirmwareStatus::Installed, count: 1 };
        on.shows(&updated, |step| *step == installed).await;

        let mut questions = vec![("TriggerMessage", "FirmwareStatusNotification")];
        if stack.protocol == Protocol::V16Security {
            let updated = on.ends(Order::UpdateFirmware(signed(SLOW_FIRMWARE_URL))).await;
            assert!(
                matches!(updated.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })),
                "{stack:?}: {:#?}",
                steps(&updated)
            );
            was_asked(&updated);
            questions.push(("ExtendedTriggerMessage", "FirmwareStatusNotification"));
        }
        questions.push(match stack.protocol {
            Protocol::V16 => ("TriggerMessage", "DiagnosticsStatusNotification"),
            Protocol::V16Security => ("ExtendedTriggerMessage", "LogStatusNotification"),
            Protocol::V201 | Protocol::V21 => ("TriggerMessage", "LogStatusNotification"),
        });
        for (action, wanted) in questions {
            let asked =
                |(name, payload): &(String, serde_json::Value)| name == action && payload["requestedMessage"] == wanted;
            assert!(on.charger.calls().iter().any(asked), "{stack:?}: {action} {wanted} in {:#?}", on.charger.calls());
        }
        on.charger.finish().await;
    }
}

fn was_asked(command: &Command) {
    let answered =
        |step: &model::Step| matches!(&step.kind, StepKind::AskedHowFar { answer: Some(Outcome::Accepted), .. });
    assert!(command.steps.iter().any(answered), "{:#?}", steps(command));
}
