// Live pages: members listen to a stream of signals while the page is seen; where there is none, the page asks now and then.

const main = document.getElementById("main");
const topic = main.dataset.live;
const badges = [...document.querySelectorAll("[data-badge]")];
const isMember = badges.length > 0;
const GUEST = 60_000;
const MEMBER = 25_000;
const MOST = 300_000;

let after = main.dataset.liveAfter ?? "";
let etag = "";
let pause = isMember ? MEMBER : GUEST;
let source, timer;
const heard = new Set();

const address = (path) => {
  const query = new URLSearchParams();
  if (topic) query.set("topic", topic);
  if (after) query.set("after", after);
  return `${path}?${query}`;
};

const hear = (signal) => {
  if (heard.has(signal.id)) return;
  heard.add(signal.id);
  document.dispatchEvent(new CustomEvent("live:news", { detail: signal }));
};
const stale = () => document.dispatchEvent(new CustomEvent("live:stale"));

const count = (numbers) => {
  for (const link of badges) {
    const number = numbers[link.dataset.badge];
    if (number === undefined) continue;
    let shown = link.querySelector(".notice-count");
    if (!number) shown?.remove();
    if (!number) continue;
    if (!shown) {
      const word = Object.assign(document.createElement("span"), { className: "sr-only", textContent: ` ${link.dataset.badgeWord}` });
      shown = Object.assign(document.createElement("span"), { className: "notice-count" });
      shown.append("", word);
      link.append(shown);
    }
    shown.firstChild.data = number > 99 ? "99+" : number;
  }
};

const listen = () => {
  source = new EventSource(address("/live/stream"));
  source.addEventListener("news", (event) => {
    after = event.lastEventId;
    hear(JSON.parse(event.data));
  });
  source.addEventListener("badge", (event) => count(JSON.parse(event.data)));
  source.addEventListener("stale", stale);
  source.addEventListener("open", () => (pause = MEMBER));
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return; // it comes back by itself
    source = undefined;
    timer = setTimeout(ask, pause);
  });
};

const ask = async () => {
  try {
    const answer = await fetch(address("/live/news"), { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
    if (!answer.ok && answer.status !== 304) throw new Error(answer.status);
    if (answer.ok) {
      etag = answer.headers.get("ETag") ?? "";
      const told = await answer.json();
      after = told.after;
      told.news.forEach(hear);
      count(told.badge);
      if (told.stale) stale();
    }
    pause = isMember ? MEMBER : GUEST;
  } catch {
    pause = Math.min(pause * 2, MOST);
  }
  if (document.hidden) return;
  if (isMember && Math.random() < 0.2) listen(); // perhaps there is room for a stream again
  else timer = setTimeout(ask, pause);
};

const begin = () => {
  if (isMember) listen();
  else if (topic) timer = setTimeout(ask, pause);
};
const rest = () => {
  clearTimeout(timer);
  source?.close();
  source = undefined;
};

document.addEventListener("visibilitychange", () => {
  rest();
  if (!document.hidden) begin();
});
window.addEventListener("pagehide", rest);
window.addEventListener("pageshow", (event) => event.persisted && begin());
if (!document.hidden) begin();
