// Buttons that copy: the text over the button, or the page's address. They are there only where they can.
if (navigator.clipboard)
  for (const item of document.querySelectorAll(".share button, .reprint button")) {
    const { parentElement: line, nextElementSibling: said } = item;
    line.hidden = false;
    item.onclick = async () => {
      said.textContent = "";
      await navigator.clipboard.writeText(line.previousElementSibling.value || location.origin + location.pathname);
      said.textContent = said.dataset.done;
    };
  }
