// The button that copies the page's address: it is there only where it can.
(() => {
  const button = document.querySelector(".share button");
  if (!button || !navigator.clipboard) return;
  const said = button.nextElementSibling;
  button.parentElement.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = "";
    await navigator.clipboard.writeText(location.origin + location.pathname);
    said.textContent = said.dataset.done;
  });
})();
