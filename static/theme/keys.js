// The key / leads to where readers search, wherever nothing is being typed.
addEventListener("keydown", (event) => {
  const link = document.querySelector("link[rel=search]");
  if (event.key !== "/" || !link || event.target.value != null) return;
  event.preventDefault();
  location = link.href;
});
