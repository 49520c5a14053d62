// A charger of OCPP 1.6.

import { checkDate, violation } from "./events.mjs";
import { Machine, now } from "./machine.mjs";

const accepted = () => ({ status: "Accepted" });

// Value, whether it can be written, whether a reboot is needed then.
const settings = new Map([
  ["HeartbeatInterval", ["300", true, false]],
  ["NumberOfConnectors", ["1", false, false]],
  ["ConnectorPhaseRotation", ["NotApplicable", true, true]],
  ["SupportedFeatureProfiles", ["Core,FirmwareManagement,SmartCharging,RemoteTrigger", false, false]],
  ["SupportedFileTransferProtocols", ["FTP,HTTPS", false, false]],
]);

export class Charger extends Machine {
  profiles = new Map([[1, { connectorId: 1, chargingProfilePurpose: "TxDefaultProfile", stackLevel: 0 }]]);

  constructor(options) {
    super("ocpp1.6", options);
    this.charges();
    this.handle("Reset", accepted, ({ type }) => this.reset(type));
    this.handle("UpdateFirmware", ({ retrieveDate }) => (checkDate(retrieveDate), {}), (asked) => this.update(asked));
    this.handle("GetDiagnostics", () => ({ fileName: "diagnostics.zip" }), (asked) => this.upload(asked));
    this.handle("ClearCache", accepted);
    this.holdsProfiles();
    this.hasSettings();
    this.answersQuestions();
  }

  async boot() {
    const answer = await this.call("BootNotification", {
      chargePointVendor: "Foreign",
      chargePointModel: "node",
      firmwareVersion: this.firmware,
    });
    await this.connector(0, "Available");
    await this.connector(1, "Available");
    return answer;
  }

  connector(connectorId, status) {
    return this.call("StatusNotification", { connectorId, errorCode: "NoError", status, timestamp: now() });
  }

  tellStatus(kind) {
    const { status } = this.status.get(kind) ?? { status: "Idle" };
    const action = kind === "firmware" ? "FirmwareStatusNotification" : "DiagnosticsStatusNotification";
    return this.call(action, { status });
  }

  charges() {
    this.handle("RemoteStartTransaction", accepted, async ({ connectorId = 1, idTag }) => {
      const { idTagInfo } = await this.call("Authorize", { idTag });
      if (idTagInfo.status !== "Accepted") violation(`the tag was answered ${idTagInfo.status}`);
      const start = { connectorId, idTag, meterStart: 100, timestamp: now() };
      const { transactionId } = await this.call("StartTransaction", start);
      this.transactions.set(transactionId, connectorId);
      await this.connector(connectorId, "Charging");
      const meterValue = [{ timestamp: now(), sampledValue: [{ value: "2.6", unit: "kWh" }] }];
      await this.call("MeterValues", { connectorId, transactionId, meterValue });
    });
    this.handle(
      "RemoteStopTransaction",
      ({ transactionId }) => ({ status: this.transactions.has(transactionId) ? "Accepted" : "Rejected" }),
      ({ transactionId }) => this.stop(transactionId, "Remote"),
    );
  }

  async stop(transactionId, reason) {
    const connectorId = this.transactions.get(transactionId);
    this.transactions.delete(transactionId);
    await this.call("StopTransaction", { transactionId, meterStop: 2600, timestamp: now(), reason });
    await this.connector(connectorId, "Available");
  }

  async reset(type) {
    for (const transactionId of this.transactions.keys()) await this.stop(transactionId, `${type}Reset`);
    await this.reboot();
  }

  async update({ location }) {
    await this.report("firmware", true, "Downloading");
    await this.untilAsked(location);
    await this.report("firmware", true, "Downloaded", "Installing");
    await this.rebootUpdated(true);
  }

  async upload({ location }) {
    await this.report("diagnostics", true, "Uploading");
    await this.untilAsked(location);
    await this.report("diagnostics", true, "Uploaded");
  }

  holdsProfiles() {
    this.handle("SetChargingProfile", ({ connectorId, csChargingProfiles: profile }) => {
      this.profiles.set(profile.chargingProfileId, { connectorId, ...profile });
      return accepted();
    });
    this.handle("ClearChargingProfile", ({ id, ...criteria }) => {
      const held = [...this.profiles];
      const cleared = held.filter(([number, profile]) => {
        if (id !== undefined) return number === id;
        return Object.entries(criteria).every(([name, value]) => profile[name] === value);
      });
      for (const [number] of cleared) this.profiles.delete(number);
      return { status: cleared.length ? "Accepted" : "Unknown" };
    });
    this.handle("GetCompositeSchedule", ({ connectorId, duration }) => ({
      status: "Accepted",
      connectorId,
      scheduleStart: now(),
      chargingSchedule: {
        duration,
        chargingRateUnit: "A",
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 32 }],
      },
    }));
  }

  hasSettings() {
    this.handle("GetConfiguration", ({ key = [] }) => {
      const names = key.length ? key : [...settings.keys()];
      const configurationKey = names
        .filter((name) => settings.has(name))
        .map((name) => ({ key: name, readonly: !settings.get(name)[1], value: settings.get(name)[0] }));
      return { configurationKey, unknownKey: names.filter((name) => !settings.has(name)) };
    });
    this.handle("ChangeConfiguration", ({ key, value }) => {
      const setting = settings.get(key);
      if (!setting) return { status: "NotSupported" };
      if (!setting[1]) return { status: "Rejected" };
      setting[0] = value;
      return { status: setting[2] ? "RebootRequired" : "Accepted" };
    });
  }

  answersQuestions() {
    const answers = {
      FirmwareStatusNotification: () => this.tellStatus("firmware"),
      DiagnosticsStatusNotification: () => this.tellStatus("diagnostics"),
      Heartbeat: () => this.call("Heartbeat", {}),
      StatusNotification: () => this.connector(1, "Available"),
    };
    this.handle(
      "TriggerMessage",
      ({ requestedMessage }) => {
        if (requestedMessage === "BootNotification") violation("asked to boot again although it was accepted");
        return { status: answers[requestedMessage] ? "Accepted" : "NotImplemented" };
      },
      async ({ requestedMessage }) => {
        await answers[requestedMessage]?.();
        this.askedHowFar();
      },
    );
  }
}
