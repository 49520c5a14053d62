// A charger of OCPP 2.0.1.

import { randomUUID } from "node:crypto";
import { checkDate, violation } from "./events.mjs";
import { Machine, now } from "./machine.mjs";

const accepted = () => ({ status: "Accepted" });

// Value, whether it can be written, whether a reboot is needed then.
const settings = new Map([
  ["OCPPCommCtrlr.HeartbeatInterval", ["300", true, false]],
  ["OCPPCommCtrlr.FileTransferProtocols", ["FTP,HTTPS", false, false]],
  ["SecurityCtrlr.SecurityProfile", ["1", false, false]],
  ["SmartChargingCtrlr.Enabled", ["true", true, false]],
  ["AuthCacheCtrlr.Available", ["true", false, false]],
  ["ChargingStation.AvailabilityState", ["Available", false, false]],
  ["ChargingStation.PhaseRotation", ["RST", true, true]],
]);

const profile = (id, chargingProfilePurpose, limit, stackLevel = 0) => ({
  id,
  stackLevel,
  chargingProfilePurpose,
  chargingProfileKind: chargingProfilePurpose.startsWith("Tx") ? "Relative" : "Absolute",
  chargingSchedule: [{ id: 1, chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit }] }],
});

export class Charger extends Machine {
  // The second is an energy management system's: nothing clears it.
  profiles = [
    { evseId: 1, source: "CSO", profile: profile(1, "TxDefaultProfile", 16) },
    { evseId: 0, source: "EMS", profile: profile(2, "ChargingStationExternalConstraints", 10) },
  ];
  scheduled = false;
  jobs = new Map();

  constructor(options) {
    super("ocpp2.0.1", options);
    this.charges();
    this.handle("Reset", (asked) => this.answerReset(asked), (asked, { status }) => this.reset(asked, status));
    this.works("UpdateFirmware", "firmware", ({ firmware }) => (checkDate(firmware.retrieveDateTime), {}), (asked, goes) =>
      this.update(asked, goes),
    );
    this.works("GetLog", "log", ({ logType }) => ({ filename: `${logType}.zip` }), (asked, goes) => this.upload(asked, goes));
    this.handle("ClearCache", accepted);
    this.holdsProfiles();
    this.hasSettings();
    this.answersQuestions();
  }

  async boot() {
    const chargingStation = { vendorName: "Foreign", model: "node", firmwareVersion: this.firmware };
    const answer = await this.call("BootNotification", { chargingStation, reason: this.reason });
    await this.connector("Available");
    return answer;
  }

  connector(connectorStatus) {
    return this.call("StatusNotification", { timestamp: now(), connectorStatus, evseId: 1, connectorId: 1 });
  }

  tellStatus(kind) {
    // Idle, it names no request (L01.FR.20).
    const { status, request } = this.status.get(kind) ?? { status: "Idle" };
    const action = kind === "firmware" ? "FirmwareStatusNotification" : "LogStatusNotification";
    return this.call(action, request === undefined ? { status } : { status, requestId: request });
  }

  // A job that a newer one of its kind replaces: `goes` says whether it is still the newest.
  works(action, kind, answer, follow) {
    this.handle(
      action,
      (asked) => {
        const status = this.jobs.has(kind) ? "AcceptedCanceled" : "Accepted";
        this.jobs.set(kind, asked.requestId);
        return { ...answer(asked), status };
      },
      async (asked) => {
        await follow(asked, () => this.jobs.get(kind) === asked.requestId);
        if (this.jobs.get(kind) === asked.requestId) this.jobs.delete(kind);
      },
    );
  }

  charges() {
    this.handle("RequestStartTransaction", accepted, async ({ idToken, remoteStartId }) => {
      const { idTokenInfo } = await this.call("Authorize", { idToken });
      if (idTokenInfo.status !== "Accepted") violation(`the token was answered ${idTokenInfo.status}`);
      const transactionId = randomUUID();
      this.transactions.set(transactionId, 0);
      await this.connector("Occupied");
      await this.transaction(transactionId, "Started", "RemoteStart", { idToken }, { remoteStartId });
      await this.transaction(transactionId, "Updated", "MeterValuePeriodic", { meterValue: this.reading(2500) });
      await this.call("MeterValues", { evseId: 1, meterValue: this.reading(2500) });
    });
    this.handle(
      "RequestStopTransaction",
      ({ transactionId }) => ({ status: this.transactions.has(transactionId) ? "Accepted" : "Rejected" }),
      ({ transactionId }) => this.stop(transactionId, "RemoteStop", "Remote"),
    );
  }

  reading(value) {
    const sample = { value, measurand: "Energy.Active.Import.Register", unitOfMeasure: { unit: "Wh", multiplier: 0 } };
    return [{ timestamp: now(), sampledValue: [sample] }];
  }

  transaction(transactionId, eventType, triggerReason, more, info = {}) {
    const seqNo = this.transactions.get(transactionId);
    this.transactions.set(transactionId, seqNo + 1);
    const transactionInfo = { transactionId, ...info };
    const evse = { id: 1, connectorId: 1 };
    const event = { eventType, timestamp: now(), triggerReason, seqNo, transactionInfo, evse, ...more };
    return this.call("TransactionEvent", event);
  }

  async stop(transactionId, trigger, stoppedReason) {
    await this.transaction(transactionId, "Ended", trigger, { meterValue: this.reading(2600) }, { stoppedReason });
    this.transactions.delete(transactionId);
    await this.connector("Available");
    if (this.scheduled && this.transactions.size === 0) {
      this.scheduled = false;
      await this.reboot("ScheduledReset");
    }
  }

  answerReset({ type }) {
    this.scheduled = type === "OnIdle" && this.transactions.size > 0;
    return { status: this.scheduled ? "Scheduled" : "Accepted" };
  }

  async reset({ evseId }, status) {
    if (status === "Scheduled") return;
    for (const transactionId of this.transactions.keys()) {
      await this.stop(transactionId, "ResetCommand", "ImmediateReset");
    }
    if (evseId === undefined) {
      await this.reboot("RemoteReset");
    } else {
      await this.connector("Unavailable");
      await this.pause();
      await this.connector("Available");
    }
  }

  async update({ requestId, firmware }, goes) {
    await this.report("firmware", requestId, "Downloading");
    await this.untilAsked(firmware.location);
    if (!goes()) return;
    await this.report("firmware", requestId, "Downloaded");
    if (firmware.signature) await this.report("firmware", requestId, "SignatureVerified");
    if (firmware.installDateTime) {
      checkDate(firmware.installDateTime);
      await this.report("firmware", requestId, "InstallScheduled");
    }
    await this.report("firmware", requestId, "Installing", "InstallRebooting");
    this.jobs.delete("firmware");
    await this.rebootUpdated(requestId, "FirmwareUpdate");
  }

  async upload({ requestId, log }, goes) {
    await this.report("log", requestId, "Uploading");
    await this.untilAsked(log.remoteLocation);
    if (goes()) await this.report("log", requestId, "Uploaded");
  }

  holdsProfiles() {
    this.handle("SetChargingProfile", ({ evseId, chargingProfile }) => {
      this.profiles.push({ evseId, source: "CSO", profile: chargingProfile });
      return accepted();
    });
    this.handle("ClearChargingProfile", ({ chargingProfileId: id, chargingProfileCriteria: criteria = {} }) => {
      if (id === undefined && Object.keys(criteria).length === 0) {
        violation("asked to clear neither an id nor by a criterion (K10.FR.02)");
      }
      const stays = ({ evseId, source, profile: held }) => {
        if (source !== "CSO") return true;
        if (id !== undefined) return held.id !== id;
        return !Object.entries(criteria).every(([name, value]) => ({ evseId, ...held })[name] === value);
      };
      const before = this.profiles.length;
      this.profiles = this.profiles.filter(stays);
      return { status: this.profiles.length < before ? "Accepted" : "Unknown" };
    });
    this.handle("GetChargingProfiles", (asked) => ({ status: this.found(asked).length ? "Accepted" : "NoProfiles" }), async (asked) => {
      const found = this.found(asked);
      for (const [number, { evseId, source, profile: held }] of found.entries()) {
        await this.call("ReportChargingProfiles", {
          requestId: asked.requestId,
          chargingLimitSource: source,
          evseId,
          chargingProfile: [held],
          tbc: number + 1 < found.length,
        });
      }
    });
  }

  found({ chargingProfile: { chargingLimitSource: sources } }) {
    return this.profiles.filter(({ source }) => !sources || sources.includes(source));
  }

  hasSettings() {
    this.handle("GetBaseReport", accepted, async ({ requestId }) => {
      const all = [...settings].map(([name, [value, writable]]) => {
        const [component, variable] = name.split(".");
        return {
          component: { name: component },
          variable: { name: variable },
          variableAttribute: [{ value, mutability: writable ? "ReadWrite" : "ReadOnly" }],
          variableCharacteristics: { dataType: "string", supportsMonitoring: false },
        };
      });
      const parts = [all.slice(0, 4), all.slice(4)];
      for (const [seqNo, reportData] of parts.entries()) {
        const report = { requestId, generatedAt: now(), seqNo, tbc: seqNo + 1 < parts.length, reportData };
        await this.call("NotifyReport", report);
      }
    });
    this.handle("GetVariables", ({ getVariableData }) => ({
      getVariableResult: getVariableData.map(({ component, variable }) => {
        const [setting, attributeStatus] = this.setting(component, variable);
        return { attributeStatus, ...(setting && { attributeValue: setting[0] }), component, variable };
      }),
    }));
    this.handle("SetVariables", ({ setVariableData }) => ({
      setVariableResult: setVariableData.map(({ attributeValue, component, variable }) => {
        let [setting, attributeStatus] = this.setting(component, variable);
        if (setting && !setting[1]) attributeStatus = "Rejected";
        else if (setting) {
          setting[0] = attributeValue;
          if (setting[2]) attributeStatus = "RebootRequired";
        }
        return { attributeStatus, component, variable };
      }),
    }));
  }

  setting(component, variable) {
    const setting = settings.get(`${component.name}.${variable.name}`);
    if (setting) return [setting, "Accepted"];
    const known = [...settings.keys()].some((name) => name.startsWith(`${component.name}.`));
    return [undefined, known ? "UnknownVariable" : "UnknownComponent"];
  }

  answersQuestions() {
    const answers = {
      FirmwareStatusNotification: () => this.tellStatus("firmware"),
      LogStatusNotification: () => this.tellStatus("log"),
      Heartbeat: () => this.call("Heartbeat", {}),
      StatusNotification: () => this.connector("Available"),
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
