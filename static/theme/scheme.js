/* Dark or light. This script alone runs before the page is shown, so that no page begins in the other of the two.
   Without a choice a page follows the system; a choice is kept only while it differs from the system's. A browser may
   refuse to keep anything: the choice then holds for the page. */
{
  const key = "sitegen-scheme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : system.matches);
  const show = () => {
    for (const button of document.querySelectorAll(".scheme")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", isDark());
    }
  };
  const take = () => {
    let kept;
    try { kept = localStorage.getItem(key); } catch {}
    root.dataset.scheme = kept === "dark" || kept === "light" ? kept : "";
    show();
  };
  take();
  system.addEventListener("change", show);
  addEventListener("DOMContentLoaded", show);
  addEventListener("pageshow", take);
  addEventListener("storage", take);
  addEventListener("click", (event) => {
    if (!event.target.closest(".scheme")) return;
    const dark = !isDark();
    const kept = dark === system.matches ? "" : dark ? "dark" : "light";
    root.dataset.scheme = kept;
    show();
    try { kept ? localStorage.setItem(key, kept) : localStorage.removeItem(key); } catch {}
  });
}
