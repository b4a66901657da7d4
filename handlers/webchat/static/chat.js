"use strict";
// The web chat page. What a person wrote is kept in this browser until the service has stored it, and is
// sent again under the same id, so a lost answer, a reload or a dead battery neither loses nor doubles it.
(function () {
  const STORE = "infoline";
  const WAIT = 25; // seconds that the service may hold a request for new messages
  const PATIENCE = 20; // seconds more before a silent connection counts as lost
  const LONGEST_PAUSE = 30;
  const KEPT = 200; // own messages that a reload can show again
  const PLEASE_WAIT = 8000; // milliseconds; a person who took over may need far longer
  const NUMBERS = /\+?\d[\d \u00a0:.\-–]*\d/g;
  const el = (id) => document.getElementById(id);
  const { languages, longest } = JSON.parse(el("words").textContent);
  const log = el("log");
  const pauses = new Set();
  let memory = null;
  let storing = true;
  let left = false;
  let language = "";
  let last = 0;
  let listener = null;
  let sending = false;
  let waiting = 0;

  // --- what this browser keeps

  function secret() {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function kept() {
    if (!storing) return memory;
    try {
      return JSON.parse(localStorage.getItem(STORE)) || memory;
    } catch (error) {
      return memory;
    }
  }

  function keep(state) {
    if (left) return;
    memory = state;
    try {
      localStorage.setItem(STORE, JSON.stringify(state));
    } catch (error) {
      storing = false; // blocked or full: go on in memory and say so
      el("not-kept").hidden = false;
    }
  }

  function change(edit) {
    const state = kept() || { session: secret(), language: null, mine: [] };
    edit(state);
    keep(state);
    return state;
  }

  // --- words and direction

  function word(key) {
    return languages[language].words[key];
  }

  function speak(code) {
    language = code;
    document.documentElement.lang = code;
    document.documentElement.dir = languages[code].dir;
    el("language").textContent = word("name");
    for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
    for (const node of document.querySelectorAll("[data-label]")) {
      node.setAttribute("aria-label", word(node.dataset.label));
    }
    for (const button of el("languages").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === code));
    }
  }

  function supposed() {
    const wished = (navigator.languages || [navigator.language || ""]).map((tag) => tag.slice(0, 2).toLowerCase());
    return wished.find((code) => languages[code]) || Object.keys(languages)[0];
  }

  function tell(key) {
    clearTimeout(waiting);
    const status = el("status");
    delete status.dataset.word;
    status.textContent = "";
    if (!key) return;
    status.dataset.word = key;
    status.textContent = word(key);
    if (key === "wait") waiting = setTimeout(tell, PLEASE_WAIT);
  }

  function connected(yes) {
    const banner = el("offline");
    if (yes) delete banner.dataset.word;
    else banner.dataset.word = "offline";
    const text = yes ? "" : word("offline");
    if (banner.textContent !== text) banner.textContent = text;
  }

  // --- the log

  function make(tag, className, key) {
    const node = document.createElement(tag);
    node.className = className;
    if (key) {
      node.dataset.word = key;
      node.textContent = word(key);
    }
    return node;
  }

  // Without isolation the groups of a phone number change places inside right-to-left text.
  function write(node, text) {
    let done = 0;
    for (const found of text.matchAll(NUMBERS)) {
      const number = document.createElement("bdi");
      number.dir = "ltr";
      number.textContent = found[0];
      node.append(text.slice(done, found.index), number);
      done = found.index + found[0].length;
    }
    node.append(text.slice(done));
  }

  // An own message stands behind the answer that was the last when it was written.
  function place(node, n, own) {
    node.dataset.order = String(n * 2 + (own ? 1 : 0));
    const next = Array.from(log.children).find((other) => Number(other.dataset.order) > Number(node.dataset.order));
    log.insertBefore(node, next || null);
  }

  function message(kind, author) {
    const node = make("div", "message " + kind);
    const body = make("div", "body");
    node.append(make("p", "author", author), body);
    return [node, body];
  }

  function showMine(mine) {
    const [node, body] = message("mine", "you");
    node.id = "m" + mine.id;
    node.tabIndex = -1;
    body.dir = "auto";
    write(body, mine.text);
    node.append(make("p", "state"));
    place(node, mine.after, true);
    showState(mine.id, mine.state);
    return node;
  }

  function showState(id, state) {
    const node = el("m" + id);
    if (!node) return;
    const failed = state !== "sending" && state !== "sent";
    const line = make("p", failed ? "state failed" : "state");
    line.append(make("span", "", state));
    if (state === "not_sent") {
      const again = make("button", "", "again");
      again.type = "button";
      again.addEventListener("click", hurry);
      line.append(again);
    }
    node.replaceChild(line, node.lastChild);
    node.classList.toggle("refused", state === "refused" || state === "too_long");
  }

  function show(theirs) {
    if (theirs.n <= last) return null;
    last = theirs.n;
    const [node, body] = message(theirs.from, theirs.from);
    body.lang = theirs.language;
    body.dir = languages[theirs.language] ? languages[theirs.language].dir : "auto";
    write(body, theirs.text);
    if (theirs.choices.length) node.append(choices(theirs.choices, body));
    place(node, theirs.n, false);
    return node;
  }

  function choices(offered, body) {
    const group = make("div", "choices");
    group.lang = body.lang;
    group.dir = body.dir;
    for (const choice of offered) {
      const button = make("button", choice.control ? "quiet" : "");
      button.type = "button";
      write(button, choice.label);
      button.addEventListener("click", () => submit(choice.label, choice.id));
      group.append(button);
    }
    return group;
  }

  // Only the choices after the last thing that a person said can still be pressed.
  function closeOldChoices() {
    let open = true;
    for (const node of Array.from(log.children).reverse()) {
      const over = node.classList.contains("mine") && !node.classList.contains("refused");
      if (over || node.classList.contains("operator")) open = false;
      const buttons = node.querySelectorAll(".choices button");
      for (const button of buttons) button.disabled = !open;
      if (buttons.length) open = false;
    }
  }

  function showAll(found) {
    const end = document.documentElement.scrollHeight;
    const reading = window.innerHeight + window.scrollY < end - 150;
    const opening = last === 0;
    const fresh = found.map(show).filter(Boolean);
    if (!fresh.length) return;
    tell(null);
    closeOldChoices();
    const spoken = found[found.length - 1].language;
    if (!kept().language && languages[spoken] && spoken !== language) speak(spoken);
    const own = opening ? Array.from(log.querySelectorAll(".mine")).pop() : fresh[0].previousElementSibling;
    if (opening || !reading) (own && own.classList.contains("mine") ? own : fresh[0]).scrollIntoView();
  }

  // --- the wire

  async function request(path, seconds, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), seconds * 1000);
    const abandon = () => stop.abort();
    if (options.signal) options.signal.addEventListener("abort", abandon);
    try {
      const answer = await fetch(path, {
        ...options, signal: stop.signal, credentials: "omit", cache: "no-store",
      });
      return [answer.status, answer.ok ? await answer.json() : null];
    } finally {
      clearTimeout(timer);
      if (options.signal) options.signal.removeEventListener("abort", abandon);
    }
  }

  function pause(failures) {
    const seconds = Math.min(LONGEST_PAUSE, 2 ** failures) * (0.75 + Math.random() / 2);
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        pauses.delete(go);
        resolve();
      };
      const timer = setTimeout(go, seconds * 1000);
      pauses.add(go);
    });
  }

  function hurry() {
    for (const go of Array.from(pauses)) go();
  }

  async function listen() {
    const stop = (listener = new AbortController());
    let wait = 0;
    for (let failures = 0; !stop.signal.aborted;) {
      const query = new URLSearchParams({ session: kept().session, after: last, wait });
      try {
        const [status, answer] = await request("/webchat/messages?" + query, wait + PATIENCE, { signal: stop.signal });
        if (stop.signal.aborted) return;
        if (!answer) throw new Error(String(status));
        connected(true);
        showAll(answer.messages);
        setTimeout(() => log.setAttribute("aria-live", "polite"));
        failures = 0;
        wait = WAIT;
      } catch (error) {
        if (stop.signal.aborted) return;
        connected(false);
        await pause(failures++);
      }
    }
  }

  async function post(mine, state) {
    const body = { session: state.session, id: mine.id };
    if (mine.choice) body.choice = mine.choice;
    else body.text = mine.text;
    if (state.language) body.hint = state.language;
    try {
      const [status] = await request("/webchat/messages", PATIENCE, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
      if (status === 202) return "sent";
      if (status === 429) return "too_many";
      if (status === 413) return "too_long";
      return status >= 400 && status < 500 ? "refused" : "not_sent";
    } catch (error) {
      return "not_sent";
    }
  }

  function settled(id, outcome) {
    change((state) => {
      for (const mine of state.mine) if (mine.id === id) mine.state = outcome;
    });
    if (!el("m" + id)) return; // a new conversation has begun meanwhile
    showState(id, outcome);
    tell(outcome === "sent" ? "wait" : outcome);
    closeOldChoices();
  }

  // One after the other, so that messages never overtake each other.
  async function sendAll() {
    if (sending) return;
    sending = true;
    let failures = 0;
    for (;;) {
      const state = kept();
      const next = state && state.mine.find((mine) => mine.state === "sending");
      if (!next) break;
      showState(next.id, "sending");
      const outcome = await post(next, state);
      if (left) return;
      if (outcome !== "not_sent" && outcome !== "too_many") {
        settled(next.id, outcome);
        connected(true);
        hurry();
        failures = 0;
        continue;
      }
      connected(outcome === "too_many");
      showState(next.id, outcome);
      tell(outcome);
      await pause(outcome === "too_many" ? 4 : ++failures);
    }
    sending = false;
  }

  // --- what the person does

  function submit(text, choice) {
    const mine = { id: secret(), text, choice: choice || null, after: last, state: "sending" };
    change((state) => {
      state.mine = state.mine.concat(mine).slice(-KEPT);
    });
    const node = showMine(mine);
    if (document.activeElement !== el("text")) node.focus({ preventScroll: true });
    closeOldChoices();
    begun();
    window.scrollTo(0, document.documentElement.scrollHeight);
    sendAll();
    if (!listener) listen();
  }

  function begun() {
    el("welcome").hidden = true;
    el("languages").open = false;
    el("new").hidden = false;
  }

  function say() {
    const text = el("text").value;
    if (!text.trim()) return;
    if (Array.from(text).length > longest) {
      tell("too_long");
      return;
    }
    el("text").value = "";
    submit(text);
  }

  function pick(code) {
    const state = change((kept) => {
      kept.language = code;
    });
    speak(code);
    if (state.mine.length) submit(word("name"), "lang:" + code);
  }

  function forget() {
    if (!window.confirm(word("new_sure"))) return;
    change((state) => {
      state.session = secret();
      state.mine = [];
    });
    if (listener) listener.abort();
    listener = null;
    last = 0;
    log.textContent = "";
    tell(null);
    hurry();
    el("welcome").hidden = false;
    el("languages").open = true;
    el("new").hidden = true;
    el("text").focus();
  }

  function leave() {
    left = true;
    memory = null;
    if (listener) listener.abort();
    try {
      localStorage.clear();
    } catch (error) {
      // blocked storage holds nothing
    }
    document.body.textContent = "";
    document.title = "";
    window.location.replace("about:blank");
  }

  // Another tab of this browser left, or began anew: so does this one.
  function followOtherTab(event) {
    if (event.key !== null && event.key !== STORE) return;
    if (!event.newValue) leave();
    else if (memory && JSON.parse(event.newValue).session !== memory.session) window.location.reload();
  }

  function start() {
    const state = change(() => {});
    speak(languages[state.language] ? state.language : supposed());
    el("page").hidden = false;
    el("languages").open = true;
    el("leave").addEventListener("click", leave);
    el("new").addEventListener("click", forget);
    el("menu").addEventListener("click", () => submit(word("menu"), "menu:main"));
    el("languages").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) pick(button.value);
    });
    el("form").addEventListener("submit", (event) => {
      event.preventDefault();
      say();
    });
    el("text").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      say();
    });
    window.addEventListener("online", hurry);
    window.addEventListener("offline", () => connected(false));
    window.addEventListener("storage", followOtherTab);
    if (!state.mine.length) return;
    begun();
    log.setAttribute("aria-live", "off"); // nobody wants the whole past read out again
    for (const mine of state.mine) showMine(mine);
    sendAll();
    listen();
  }

  start();
})();
