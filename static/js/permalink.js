// Links to posts: one that stands on a later page of a long thread is followed there, and "Link to this" is copied.

const follow = () => {
  const wanted = location.hash.match(/^#post-(\d+)$/);
  if (wanted && !document.getElementById(wanted[0].slice(1))) location.replace(`/posts/${wanted[1]}`);
};

window.addEventListener("hashchange", follow);
follow();

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-copy]");
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await navigator.clipboard.writeText(link.href);
  link.textContent = link.dataset.copy;
});
