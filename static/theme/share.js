// Buttons that copy: the page's address, or the text over the button. They are there only where they can.
if (navigator.clipboard)
  for (const button of document.querySelectorAll(".share button, .reprint button")) {
    const said = button.nextElementSibling;
    const area = button.closest(".reprint")?.querySelector("textarea");
    button.parentElement.hidden = false;
    button.addEventListener("click", async () => {
      said.textContent = "";
      await navigator.clipboard.writeText(area ? area.value : location.origin + location.pathname);
      said.textContent = said.dataset.done;
    });
  }
