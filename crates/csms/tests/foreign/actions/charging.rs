//! Charging sessions, and reboots with and without one.

use super::On;
use crate::bench::steps;
use actions::{Command, Order, Reboot, RebootKind, Verdict, reboot};
use charger_sim::Protocol;
use serde_json::json;

const TAG: &str = "TAG-1";

impl On {
    /// A1, A2, A8, A-06, A-07, B_21, B_25
    pub(super) async fn charges_and_reboots(&self) {
        self.starts_charging().await;
        if self.has_evses() {
            // It waits for the session by itself.
            let command = self.bench.order(&self.key, Order::Reboot(Reboot::now(RebootKind::Soft))).await;
            let waits = |page: &actions::ChargerPage| {
                page.command(&command).is_some_and(|command| command.standing().contains("sessions to end"))
            };
            self.bench.wait(&self.key, waits).await;
            self.stops_charging().await;
            self.rebooted(&self.bench.settled(&self.key, &command).await);
        } else {
            self.stops_charging().await;
            self.rebooted(&self.ends(Order::Reboot(Reboot::now(RebootKind::Soft))).await);
        }
        self.rebooted(&self.ends(Order::Reboot(Reboot::now(RebootKind::Hard))).await);
        if self.has_evses() {
            let alone = Reboot { evse: Some(1), ..Reboot::now(RebootKind::Hard) };
            let restarted = self.ends(Order::Reboot(alone)).await;
            assert_eq!(
                restarted.verdict,
                Verdict::Reboot(reboot::Verdict::EvseRestarted { evse: 1 }),
                "{:#?}",
                steps(&restarted)
            );
            self.rebooted(&self.ends(Order::Reboot(Reboot::now(RebootKind::Soft))).await);
        }
        if self.protocol == Protocol::V21 {
            self.starts_charging().await;
            self.rebooted(&self.ends(Order::Reboot(Reboot::now(RebootKind::Resume))).await);
            let resumed =
                || self.charger.sent("TransactionEvent").iter().any(|event| event["triggerReason"] == "TxResumed");
            self.bench.wait(&self.key, |page| resumed() && page.charger.transactions.len() == 1).await;
            self.stops_charging().await;
        }
    }

    fn rebooted(&self, command: &Command) {
        assert!(
            matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { downtime_ms: Some(_), .. })),
            "{:#?}",
            steps(command)
        );
    }

    /// On the charger's own start, with its energy told.
    async fn starts_charging(&self) {
        if self.has_evses() {
            let token = json!({"idToken": TAG, "type": "ISO14443"});
            let start = json!({"idToken": token, "remoteStartId": 7, "evseId": 1});
            self.is_told("RequestStartTransaction", &start).await;
        } else {
            self.is_told("RemoteStartTransaction", &json!({"idTag": TAG, "connectorId": 1})).await;
        }
        let page = self
            .bench
            .wait(&self.key, |page| {
                page.charger.transactions.first().is_some_and(|transaction| transaction.energy_wh.is_some())
            })
            .await;
        let [transaction] = page.charger.transactions.as_slice() else { panic!("{:?}", page.charger.transactions) };
        assert_eq!(transaction.place(), if self.has_evses() { "EVSE 1" } else { "connector 1" });
    }

    async fn stops_charging(&self) {
        if self.has_evses() {
            let event = self.charger.sent("TransactionEvent").pop().unwrap();
            let stop = json!({"transactionId": event["transactionInfo"]["transactionId"]});
            self.is_told("RequestStopTransaction", &stop).await;
        } else {
            let transaction = self.charger.sent("MeterValues").pop().unwrap()["transactionId"].clone();
            self.is_told("RemoteStopTransaction", &json!({"transactionId": transaction})).await;
        }
        self.bench.wait(&self.key, |page| page.charger.transactions.is_empty()).await;
    }
}
