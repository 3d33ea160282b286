// A thread while others write: a calm bar says what is new; nothing moves until somebody asks for it.

const bar = document.getElementById("live-bar");
const words = bar.querySelector("[data-words]");
const show = bar.querySelector("button");
const news = new Map(); // by post: what happened to it

const here = (id) => document.getElementById(`post-${id}`);
const isNew = ({ what, post, above }) => {
  if (what === "accepted") return here(post) !== null && !here(post).matches(".is-accepted");
  return here(post) === null && (what === "answer" || document.getElementById(`comments-${above}`) !== null);
};

const say = () => {
  for (const [key, signal] of news) if (!isNew(signal)) news.delete(key);
  const counts = {};
  for (const { what } of news.values()) counts[what] = (counts[what] ?? 0) + 1;
  const said = Object.entries(counts).map(([what, number]) => {
    const form = number === 1 ? "one" : "many";
    return bar.querySelector(`template[data-what="${what}"]`).dataset[form].replace("0", number);
  });
  words.textContent = said.join(", ");
  bar.classList.toggle("is-shown", said.length > 0);
  show.hidden = said.length === 0;
};

const fetchPost = async (id, target, swap) => {
  await htmx.ajax("GET", `/posts/${id}`, { target, swap });
};
const isBusy = (post) => post.contains(document.activeElement) || [...post.querySelectorAll("textarea")].some((field) => field.value);

const place = async ({ what, post, above }) => {
  if (what === "answer") {
    if (document.getElementById("more-answers")) return location.assign(`/posts/${post}`);
    return fetchPost(post, "#answers", "beforeend");
  }
  if (what === "comment") {
    document.getElementById(`comments-${above}`).hidden = false;
    return fetchPost(post, `#comments-${above}`, "beforeend");
  }
  if (!isBusy(here(post))) return fetchPost(post, `#post-${post}`, "outerHTML");
};

const showAll = async () => {
  const wanted = [...news.values()].filter(isNew);
  news.clear();
  for (const signal of wanted) if (isNew(signal)) await place(signal); // one may have come along with another
  const first = wanted.map(({ post }) => here(post)).find(Boolean);
  if (first) {
    first.tabIndex = -1;
    first.focus();
  }
  say();
};

document.addEventListener("live:news", ({ detail }) => {
  if (!detail.topic.startsWith("thread:")) return;
  news.set(`${detail.what} ${detail.post}`, detail);
  say();
});
document.addEventListener("live:stale", () => {
  words.textContent = bar.dataset.stale;
  bar.classList.add("is-shown");
  show.hidden = false;
  show.addEventListener("click", () => location.reload());
});
document.addEventListener("htmx:after:swap", say); // one's own answer is on the page already
show.addEventListener("click", showAll);
