// A link to a post that stands on a later page of a long thread: go where it is.

const follow = () => {
  const wanted = location.hash.match(/^#post-(\d+)$/);
  if (wanted && !document.getElementById(wanted[0].slice(1))) location.replace(`/posts/${wanted[1]}`);
};

window.addEventListener("hashchange", follow);
follow();
