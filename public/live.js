// The one live stream of the whole browser, however many tabs: HTTP/1.1 allows it six connections to a host.
// One tab leads: it has the EventSource and passes every event on by BroadcastChannel. Which one is told by a Web Lock,
// and each tab's own lock falls free when it has gone. Plain http on a network has no locks: there every tab asks now and
// then who leads; where nobody answers it leads itself, and of several that do the one that began last goes on.
// Nothing is lost: an event carries `prev`, the stream's position before it, and a tab takes it only if it has had all
// up to there; otherwise it says where it stands, and the leader opens the stream again from there.
"use strict";
(() => {
  const NAME = "chargehand-live";
  const KINDS = ["frame", "command", "charger", "gone", "snapshot", "bye"];
  const MOST_CHARGERS = 32; // as many as /events takes
  const FIRST_WAIT = 1000, LONGEST_WAIT = 10000; // between attempts, in milliseconds
  const GATHER = 50; // a new leader waits this long for the other tabs to report
  const SILENCE = 30000; // a stream silent for so long is opened anew when somebody looks again
  // Without locks: how often is asked who leads, how long an answer may take, and when a tab that does not ask has gone
  // (hidden ones ask once a minute).
  const ASK = 3000, ANSWER = 600, GONE = 150000;
  const { locks } = navigator, shared = "BroadcastChannel" in window;
  const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  // This tab: { id, charger, seen: has had all up to here, shown: the last it was given, at: watching since, asked: when last }.
  let tab = null, told = "", life = null, held = false, channel = null, asked = -1, answered = 0, pulse = 0;
  // The leader's: since when, every tab, the stream with its chargers, those beyond the limit, and its position.
  let leading = 0, stream = null, keys = [], beyond = [], last = 0, heard = 0, wait = FIRST_WAIT, timer = 0, state = "";
  const tabs = new Map();
  const post = (message) => { channel?.postMessage(message); receive(message); };
  const announce = () => { if (held) post({ tab: { ...tab, asked: Date.now() } }); };
  const give = (name, detail) => window.dispatchEvent(new CustomEvent(name, { detail }));
  const tell = (next) => { state = next; post({ state, beyond }); };

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
    if (message.who && leading) answer(message.who);
    if (message.leads) hear(message.leads, message.of);
    if (message.left && tabs.delete(message.left)) check();
    if (message.tab && leading) join(message.tab);
    if (message.wake && leading && Date.now() - heard > SILENCE) { stream?.close(); check(); }
    if (message.state) {
      const next = message.state === "live" && message.beyond.includes(tab.charger) ? "crowded" : message.state;
      if (next !== told) give("chargehand-state", told = next);
    }
    const news = message.event && advance(tab, message.event);
    if (news) give("chargehand", message.event.data);
    if (news === null && asked !== tab.seen) { asked = tab.seen; announce(); }
  }
  function join(other) { // a tab says where it stands; its lock tells when it goes
    if (locks && other.id !== id && !tabs.has(other.id)) lock(other.id, () => { tabs.delete(other.id); check(); });
    tabs.set(other.id, other);
    if (state) post({ state, beyond });
    if (stream) check(); else later(GATHER);
  }
  function later(delay) { clearTimeout(timer); timer = setTimeout(check, delay); }
  // Opens the stream anew if other chargers are wanted, if a tab lacks something, or if the stream has ended.
  function check() {
    if (!leading || !tabs.size) return;
    const all = [...tabs.values()].sort((a, b) => b.at - a.at);
    const wanted = [...new Set(all.map((tab) => tab.charger).filter(Boolean))];
    const chosen = wanted.slice(0, MOST_CHARGERS).sort();
    const over = wanted.slice(MOST_CHARGERS);
    const moved = String(over) !== String(beyond);
    beyond = over;
    if (moved && state) tell(state);
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
  function lead(since) { leading = since; post({ ask: true }); }
  function rest() { // leads no more
    stream?.close();
    clearTimeout(timer);
    tabs.clear();
    [leading, stream, state, beyond] = [0, null, "", []];
  }
  const lock = (name, then) => locks.request(`${NAME}-${name}`, { signal: life.signal }, then).catch(() => {});
  // Without locks. Messages reach a hidden tab at once, its timers do not: so it counts whether an answer came, not when.
  function seek() {
    const began = Date.now();
    if (leading) return sweep(began);
    post({ who: { ...tab, asked: began } });
    setTimeout(() => { if (life && answered < began && !leading) { lead(began); post({ leads: leading, of: id }); } }, ANSWER);
  }
  function sweep(now) {
    const gone = [...tabs.values()].filter((other) => other.id !== id && now - other.asked > GONE);
    for (const other of gone) tabs.delete(other.id);
    if (gone.length) check();
  }
  function answer(other) { // what is known of where it stands is newer than its question
    post({ leads: leading, of: id });
    const known = tabs.get(other.id);
    if (known?.at === other.at) known.asked = other.asked; else join(other);
  }
  function hear(since, of) { // somebody leads
    if (of === id) return;
    answered = Date.now();
    if (!leading) return;
    if (since > leading || (since === leading && of > id)) { rest(); announce(); } else post({ leads: leading, of: id });
  }
  function start() {
    const { signal } = life = new AbortController();
    const hold = () => new Promise((release) => signal.addEventListener("abort", release));
    if (shared) (channel = new BroadcastChannel(NAME)).onmessage = ({ data }) => receive(data);
    if (shared && locks) {
      lock(id, () => { held = true; announce(); return hold(); });
      lock("leader", () => { lead(1); return hold(); });
    } else {
      held = true;
      if (!shared) return lead(1);
      seek();
      pulse = setInterval(seek, ASK);
    }
  }
  // A page on its way out, perhaps into the back-forward cache, lets go of everything; if it returns it starts anew.
  function stop() {
    channel?.postMessage({ left: id });
    rest();
    life?.abort();
    channel?.close();
    clearInterval(pulse);
    [life, channel, held, told] = [null, null, false, ""];
  }
  addEventListener("pagehide", stop);
  addEventListener("pageshow", ({ persisted }) => { if (persisted && tab) start(); });
  const wake = () => { if (life && !document.hidden) { if (!locks && shared) seek(); post({ wake: true }); } };
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
