// Live pages: an event says that something changed, the page fetches its living parts and
// replaces what differs, so that focus, scrolling and what is being typed stay as they are.
"use strict";

const POLL_MS = 10000;
const MINUTE_MS = 60000;
const PATIENCE_MS = 15000;
const FILE_PATIENCE_MS = 300000;
const HEADERS = { "X-Console": "live" };

const root = document.querySelector("[data-fetch]");
const byId = (id) => document.getElementById(id);
const markup = new WeakMap(); // what the server sent for each part, before times were localised

// --- times -----------------------------------------------------------------------------------

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
});

function localise(scope) {
  for (const element of scope.querySelectorAll("time[datetime]")) {
    const at = new Date(element.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    element.textContent = (today ? clock : calendar).format(at);
    element.title = calendar.format(at);
  }
}

// --- replacing what changed ------------------------------------------------------------------

function remember(part) {
  markup.set(part, part.outerHTML);
  if (part.hasAttribute("data-keyed")) {
    for (const child of part.children) markup.set(child, child.outerHTML);
  }
}

function copyAttributes(from, to) {
  for (const { name, value } of from.attributes) to.setAttribute(name, value);
}

function replaceChildrenByKey(old, fresh) {
  const kept = new Map([...old.children].map((child) => [child.id, child]));
  [...fresh.children].forEach((child, index) => {
    const sent = child.outerHTML;
    let element = kept.get(child.id);
    if (!element || markup.get(element) !== sent) {
      const replaced = element;
      element = document.importNode(child, true);
      markup.set(element, sent);
      localise(element);
      if (replaced) {
        keepFiles(element);
        replaced.replaceWith(element);
      }
      else element.classList.add("new");
    }
    kept.delete(child.id);
    if (old.children[index] !== element) old.insertBefore(element, old.children[index] || null);
  });
  for (const gone of kept.values()) gone.remove();
}

// What is the same stays the same element: a picture is not fetched again, and whoever listens to
// a voice message goes on listening while its line changes.
function keepFiles(element) {
  for (const fresh of element.querySelectorAll("[data-keep]")) {
    const old = byId(fresh.id);
    if (old && old.outerHTML === fresh.outerHTML) fresh.replaceWith(old);
  }
}

function replacePart(fresh) {
  const old = byId(fresh.id);
  if (!old || markup.get(old) === fresh.outerHTML) return;
  markup.set(old, fresh.outerHTML);
  copyAttributes(fresh, old);
  if (old.hasAttribute("data-keyed")) {
    replaceChildrenByKey(old, fresh);
  } else {
    old.replaceChildren(...document.importNode(fresh, true).childNodes);
    localise(old);
  }
}

function replaceParts(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const focused = document.activeElement ? document.activeElement.id : "";
  const scroll = document.querySelector(".scroll");
  const atEnd = scroll && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40;
  const before = snapshot();
  for (const part of fresh.querySelectorAll("[data-part]")) replacePart(part);
  if (focused && document.activeElement.id !== focused && byId(focused)) {
    byId(focused).focus({ preventScroll: true });
  }
  if (atEnd) scroll.scrollTop = scroll.scrollHeight;
  renewTokens();
  tell(before, snapshot());
}

// A login may have been renewed in another tab; its forms carry another token.
function renewTokens() {
  const source = document.querySelector("[data-part][data-csrf]");
  if (!source) return;
  for (const input of document.querySelectorAll("input[name=csrf]")) {
    input.value = source.dataset.csrf;
  }
}

// --- telling people --------------------------------------------------------------------------

function snapshot() {
  const rows = [...document.querySelectorAll("#rows [data-number][data-waits=yes]")];
  return {
    urgent: new Map(
      rows.filter((row) => ["P0", "P1"].includes(row.dataset.priority))
        .map((row) => [`${row.dataset.number} ${row.dataset.priority}`, row.dataset]),
    ),
    callerLines: document.querySelectorAll("#lines .caller").length,
  };
}

function tell(before, after) {
  const news = [...after.urgent].filter(([key]) => !before.urgent.has(key)).map(([, row]) => row);
  if (news.length) {
    const cases = news.map((row) => `${row.priority}, ${row.topic}, case ${row.number}`);
    byId("announce").textContent = `Urgent: ${cases.join("; ")}`;
  }
  if (after.callerLines > before.callerLines) {
    byId("announce").textContent = "New message from the caller";
  }
  title(after.callerLines > before.callerLines && document.hidden);
  const card = byId("card");
  if (card && root.dataset.mine !== undefined && card.dataset.mine !== root.dataset.mine) {
    if (isTyped()) say("This case has changed hands or was closed. What you typed stays here.");
    else location.reload();
  }
}

function title(unread) {
  const live = byId("live");
  const count = live ? Number(live.dataset.waiting) : 0;
  const mark = unread ? "\u25cf " : "";
  document.title = `${mark}${count ? `(${count}) ` : ""}${root.dataset.title}`;
}

function say(words) {
  const line = byId("connection");
  if (line.textContent !== words) line.textContent = words;
}

function sayLoggedOut() {
  const line = byId("connection");
  if (line.querySelector("a")) return;
  const link = document.createElement("a");
  link.href = "/console/login";
  link.target = "_blank";
  link.textContent = "Log in in a new tab";
  line.replaceChildren("Your session has ended. ", link, "; what you typed stays here.");
}

const isTyped = () => [...document.querySelectorAll("textarea:not([readonly]), input[type=file]")]
  .some((input) => input.value.trim() !== "");

// --- staying in touch ------------------------------------------------------------------------

let source = null;
let polling = null;
let fetching = false;
let again = false;

async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    // A network that went away silently answers never: the page must not wait for it.
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(root.dataset.fetch, { headers: HEADERS, signal });
    if (answer.status === 401) inTrouble(sayLoggedOut);
    else if (!answer.ok) throw new Error(String(answer.status));
    else {
      outOfTrouble();
      replaceParts(await answer.text());
    }
  } catch {
    inTrouble(sayLost);
  } finally {
    fetching = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

function inTrouble(tellWhich) {
  tellWhich();
  if (!polling) polling = setInterval(refresh, POLL_MS);
}

function outOfTrouble() {
  clearInterval(polling);
  if (polling) say("");
  polling = null;
  if (source.readyState === EventSource.CLOSED) listen();
}

function sayLost() {
  say("The connection is lost. This page may be out of date; looking again every 10 seconds.");
}

// A stream ends for many reasons; fetching the page's parts finds out which one it was.
function listen() {
  const seen = document.querySelector("[data-part][data-version]").dataset.version;
  source = new EventSource(`${root.dataset.events}?seen=${encodeURIComponent(seen)}`);
  source.addEventListener("open", () => polling && refresh());
  source.addEventListener("changed", refresh);
  source.addEventListener("error", refresh);
}

// --- sending without leaving the page --------------------------------------------------------

async function send(form) {
  const button = form.querySelector("button:not([type=button])");
  const area = form.querySelector("textarea");
  const file = form.querySelector("input[type=file]");
  const failed = form.querySelector("[data-error]");
  if (button.disabled || !form.reportValidity()) return;
  button.disabled = true;
  failed.hidden = true;
  try {
    const given = new FormData(form);
    const body = file ? given : new URLSearchParams(given);
    const large = file && file.value;
    if (large) byId("announce").textContent = "Sending the file";
    const signal = AbortSignal.timeout(large ? FILE_PATIENCE_MS : PATIENCE_MS);
    const answer = await fetch(form.action, { method: "POST", body, headers: HEADERS, signal });
    if (answer.status === 204) {
      area.value = "";
      if (file) drop(file);
      if (large) byId("announce").textContent = "The file is on its way";
      form.elements.key.value = freshKey();
      refresh();
    } else {
      if (answer.status === 401) inTrouble(sayLoggedOut);
      failed.textContent = await wordsOf(answer);
      failed.hidden = false;
    }
  } catch {
    failed.textContent = "There is no connection, so this may not have been sent. "
      + "Your text is kept here. Sending it again is safe: it arrives once.";
    failed.hidden = false;
  } finally {
    button.disabled = false;
    area.focus();
  }
}

// A reply needs words or a file. What is too big is told before it travels.
function check(file) {
  const [chosen] = file.files;
  const most = Number(file.dataset.most);
  const tooBig = chosen && chosen.size > most;
  file.setCustomValidity(tooBig ? `This file is too big: at most ${Math.floor(most / 1e6)} MB.` : "");
  if (tooBig) file.reportValidity();
  file.form.querySelector("textarea").required = !chosen;
  document.querySelector(`[data-drop=${file.id}]`).hidden = !chosen;
}

function drop(file) {
  file.value = "";
  check(file);
}

// A button that is pressed in the middle of the transcript: what is being typed stays.
async function press(form) {
  const button = form.querySelector("button");
  const failed = form.querySelector("[data-error]");
  const line = form.closest("[id]").id;
  if (button.disabled) return;
  button.disabled = true;
  failed.hidden = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(form.action, { method: "POST", body, headers: HEADERS, signal });
    if (answer.status === 204) {
      byId("announce").textContent = form.dataset.done || "Sent again";
      await refresh();
      button.disabled = false; // where the form has stayed, it can be sent again
      form.reset();
      stayAt(line);
      return;
    }
    if (answer.status === 401) inTrouble(sayLoggedOut);
    failed.textContent = await wordsOf(answer);
  } catch {
    failed.textContent = "There is no connection, so this may not have been done.";
  }
  failed.hidden = false;
  button.disabled = false;
  button.focus();
}

// The button is gone with its trouble; who works by keyboard stays where it was.
function stayAt(id) {
  const line = byId(id);
  if (!line || document.activeElement !== document.body) return;
  line.tabIndex = -1;
  line.focus({ preventScroll: true });
}

// Names the next message of a form. One that is sent again, because its answer was lost, keeps
// its name and counts once.
function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function wordsOf(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const alert = page.querySelector("[role=alert]:not([hidden])");
  return alert ? alert.textContent : "This was not sent. Your text is kept here.";
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-press]")) return;
  event.preventDefault();
  press(event.target);
});

for (const form of document.querySelectorAll("form[data-send]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

for (const button of document.querySelectorAll("[data-drop]")) {
  const file = byId(button.dataset.drop);
  file.addEventListener("change", () => check(file));
  button.addEventListener("click", () => {
    drop(file);
    file.focus();
  });
  check(file);
}

window.addEventListener("beforeunload", (event) => {
  if (root && isTyped()) event.preventDefault();
});

// --- beginning -------------------------------------------------------------------------------

for (const part of document.querySelectorAll("[data-part]")) remember(part);
localise(document);
if (root) {
  const transcript = document.querySelector(".scroll");
  if (transcript) transcript.scrollTop = transcript.scrollHeight;
  const card = byId("card");
  if (card) root.dataset.mine = card.dataset.mine;
  document.addEventListener("visibilitychange", () => {
    title(false);
    if (!document.hidden) refresh();
  });
  listen();
  setInterval(refresh, MINUTE_MS);
}
