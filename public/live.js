// The one live stream of the whole browser, however many tabs: HTTP/1.1 allows it six connections to a host.
// Whichever tab holds the lock "chargehand-live-leader" has the EventSource and passes every event on by BroadcastChannel.
// Each tab holds a lock of its own; when that falls free it has gone. Without locks (plain http) each tab leads itself.
// Nothing is lost: an event carries `prev`, the stream's position before it, and a tab takes it only if it has had all
// up to there; otherwise it says where it stands, and the leader opens the stream again from there.
"use strict";
(() => {
  const NAME = "chargehand-live";
  const KINDS = ["frame", "command", "charger", "gone", "snapshot", "bye"];
  const MOST_CHARGERS = 8; // as many as /events takes
  const FIRST_WAIT = 1000, LONGEST_WAIT = 10000; // between attempts, in milliseconds
  const GATHER = 50; // a new leader waits this long for the other tabs to report
  const SILENCE = 30000; // a stream silent for so long is opened anew when somebody looks again
  const shared = "locks" in navigator && "BroadcastChannel" in window;
  const id = shared ? crypto.randomUUID() : "alone";
  // This tab: { id, charger, seen: has had all up to here, shown: the last it was given, at: watching since }.
  let tab = null, told = "", life = null, held = false, channel = null, asked = -1;
  // The leader's: every tab, the stream with its chargers, those beyond the limit, and its position.
  let leading = false, stream = null, keys = [], beyond = [], last = 0, heard = 0, wait = FIRST_WAIT, timer = 0, state = "";
  const tabs = new Map();
  const post = (message) => { channel?.postMessage(message); receive(message); };
  const announce = () => { if (held) post({ tab: { ...tab } }); };
  const give = (name, detail) => window.dispatchEvent(new CustomEvent(name, { detail }));
  const tell = (next) => { state = next; post({ state }); };

  // Moves a tab along by one event; true where the event is news to it, null where something before it is missing.
  function advance(tab, { kind, seq, prev, keys, beyond }) {
    if (kind === "snapshot") { tab.seen = tab.shown = seq; return true; }
    if (kind === "bye") return true;
    if (beyond.includes(tab.charger)) { // states only; `seen` stays, so that its frames come once there is room
      const news = seq > tab.shown;
      if (news) tab.shown = seq;
      return news;
    }
    if (tab.charger && !keys.includes(tab.charger)) return false; // a stream with its charger is being opened
    if (prev > tab.seen) return null;
    if (seq <= tab.seen) return seq <= prev; // a replay, or a state that the server held back for a moment
    tab.seen = tab.shown = seq;
    return true;
  }
  function receive(message) {
    if (message.ask) announce();
    if (message.tab && leading) join(message.tab);
    if (message.wake && leading && Date.now() - heard > SILENCE) { stream?.close(); check(); }
    if (message.state && message.state !== told) give("chargehand-state", told = message.state);
    const news = message.event && advance(tab, message.event);
    if (news) give("chargehand", message.event.data);
    if (news === null && asked !== tab.seen) { asked = tab.seen; announce(); }
  }
  function join(other) { // a tab says where it stands; its lock tells when it goes
    if (other.id !== id && !tabs.has(other.id)) lock(other.id, () => { tabs.delete(other.id); check(); });
    tabs.set(other.id, other);
    if (state) post({ state });
    if (stream) check(); else later(GATHER);
  }
  function later(delay) { clearTimeout(timer); timer = setTimeout(check, delay); }
  // Opens the stream anew if other chargers are wanted, if a tab lacks something, or if the stream has ended.
  function check() {
    if (!leading || !tabs.size) return;
    const all = [...tabs.values()].sort((a, b) => b.at - a.at);
    const wanted = [...new Set(all.map((tab) => tab.charger).filter(Boolean))];
    const chosen = wanted.slice(0, MOST_CHARGERS).sort();
    beyond = wanted.slice(MOST_CHARGERS);
    const after = Math.min(...all.filter((tab) => !beyond.includes(tab.charger)).map((tab) => tab.seen));
    const running = stream && stream.readyState !== EventSource.CLOSED;
    if (running && after >= last && String(chosen) === String(keys)) return;
    stream?.close();
    clearTimeout(timer);
    [keys, last, heard] = [chosen, after, Date.now()];
    const query = new URLSearchParams([...keys.map((key) => ["charger", key]), ["after", after]]);
    const opened = stream = new EventSource(`/events?${query}`);
    opened.onopen = () => { heard = Date.now(); wait = FIRST_WAIT; tell("live"); };
    opened.onerror = () => { // while CONNECTING the browser tries again by itself, with Last-Event-ID
      tell("paused");
      if (opened.readyState === EventSource.CLOSED) { later(wait); wait = Math.min(wait * 2, LONGEST_WAIT); }
    };
    for (const kind of KINDS) opened.addEventListener(kind, pass);
  }
  function pass({ type: kind, data, lastEventId }) {
    const seq = Number(kind === "snapshot" ? JSON.parse(data).seq : lastEventId) || last;
    const event = { kind, data, seq, prev: last, keys, beyond };
    last = kind === "snapshot" ? seq : Math.max(last, seq);
    heard = Date.now();
    for (const other of tabs.values()) advance(other, event);
    post({ event });
  }
  const lock = (name, then) => navigator.locks.request(`${NAME}-${name}`, { signal: life.signal }, then).catch(() => {});
  function start() {
    const { signal } = life = new AbortController();
    const hold = () => new Promise((release) => signal.addEventListener("abort", release));
    if (!shared) { leading = held = true; announce(); return; }
    channel = new BroadcastChannel(NAME);
    channel.onmessage = ({ data }) => receive(data);
    lock(id, () => { held = true; announce(); return hold(); });
    lock("leader", () => { leading = true; post({ ask: true }); return hold(); });
  }
  // A page on its way out, perhaps into the back-forward cache, lets go of everything; if it returns it starts anew.
  function stop() {
    life?.abort();
    stream?.close();
    channel?.close();
    clearTimeout(timer);
    tabs.clear();
    [life, stream, channel, leading, held, told, state] = [null, null, null, false, false, "", ""];
  }
  addEventListener("pagehide", stop);
  addEventListener("pageshow", ({ persisted }) => { if (persisted && tab) start(); });
  const wake = () => { if (life && !document.hidden) post({ wake: true }); };
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  // Called by a page once it is in charge and after each new snapshot: frames of this charger, events after `since`.
  window.chargehandLive = {
    watch(charger, since) {
      const seen = Number(since) || 0;
      tab = { id, charger: charger || "", seen, shown: seen, at: Date.now() };
      [told, asked] = ["", -1];
      if (life) announce(); else start();
    },
  };
})();
