// What a preview shows beside the page: errors over it, a bar below it. It is on no published page.
(() => {
  const STYLE = `
    :host { all: initial; }
    @media print { :host { display: none; } }
    * { box-sizing: border-box; }
    .bar, .errors { font: 14px/1.45 system-ui, sans-serif; color: #f4f1ea; background: #1d1f24; }
    .bar { position: fixed; inset: auto 0 0; z-index: 2147483646; display: flex; flex-wrap: wrap; gap: 4px 18px;
      padding: 7px 14px; border-top: 1px solid #454954; }
    .bar b { font-weight: 600; }
    .hidden { background: #8a5a00; border-radius: 3px; padding: 0 8px; }
    .warn { margin-inline-start: auto; }
    .bar details { position: relative; }
    .bar summary, button { cursor: pointer; }
    .bar ul { position: absolute; inset: auto 0 calc(100% + 8px) auto; width: min(640px, 94vw); max-height: 60vh;
      overflow: auto; margin: 0; padding: 14px 18px; background: #1d1f24; border: 1px solid #454954; }
    .errors { width: min(820px, 94vw); max-height: 84vh; overflow: auto; margin-top: 8vh; padding: 28px 36px;
      border: 0; border-top: 5px solid #d7443e; border-radius: 3px; box-shadow: 0 18px 60px rgb(0 0 0 / .45); }
    .errors::backdrop { background: rgb(20 22 26 / .55); }
    .errors h1 { font-size: 20px; line-height: 1.2; margin: 0 0 4px; }
    .errors p { margin: 0 0 24px; color: #c9c5bb; }
    ul { list-style: none; margin: 0; padding: 0; }
    li + li { margin-top: 18px; }
    a { color: #9fc8ff; text-underline-offset: 2px; }
    code, pre { font: 13px/1.5 ui-monospace, monospace; }
    pre { margin: 6px 0; padding: 8px 12px; background: #000; color: #fff; overflow: auto; white-space: pre-wrap; }
    .do { color: #ffd98a; }
    button { font: inherit; color: inherit; background: none; border: 1px solid #6b7080; border-radius: 3px;
      padding: 3px 12px; margin-top: 24px; }
    :focus-visible { outline: 2px solid #9fc8ff; outline-offset: 2px; }`;

  const host = document.createElement("sitegen-preview");
  const root = host.attachShadow({ mode: "open" });
  const bytes = new URL(document.currentScript.src).searchParams.get("page");
  let editor = "";
  let closed = "";
  let loaded = false;

  const make = (name, inside = [], more = {}) => {
    const element = Object.assign(document.createElement(name), more);
    element.append(...[inside].flat().filter((part) => part !== ""));
    return element;
  };
  const place = (file, text, line = 1, column = 1) => {
    if (!editor || !file) return make("code", text);
    const path = file.split("/").map(encodeURIComponent).join("/");
    const href = editor.replace("{file}", path).replace("{line}", line).replace("{column}", column);
    return make("a", make("code", text), { href });
  };
  const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;
  const item = (p) => make("li", [
    place(p.file, `${p.path}:${p.line}:${p.column}`, p.line, p.column),
    make("div", p.message),
    p.text.trim() ? make("pre", p.text) : "",
    p.hint ? make("div", p.hint, { className: "do" }) : "",
  ]);

  const show = (state) => {
    editor = state.editor;
    const errors = state.failed ? state.problems.filter((p) => p.severity === "error") : [];
    const warnings = state.problems.filter((p) => p.severity !== "error");
    const page = state.page;
    const parts = [make("style", STYLE)];
    const facts = page
      ? [
          page.hidden ? make("b", page.hidden, { className: "hidden" }) : "",
          place(page.file, page.source),
          page.words ? make("span", count(page.words, "word")) : "",
          page.notes ? make("span", count(page.notes, "note")) : "",
        ]
      : [make("span", "Preview")];
    const list = (some, name) => make("details", [make("summary", name), make("ul", some.map(item))]);
    const own = page ? warnings.filter((p) => p.path === page.source) : [];
    const said = [
      own.length ? list(own, `${own.length} to mend on this page`) : "",
      warnings.length ? list(warnings, `${warnings.length} in all`) : "",
    ];
    parts.push(make("div", [...facts, make("span", "", { className: "warn" }), ...said], { className: "bar" }));
    const key = JSON.stringify(errors);
    if (!errors.length) closed = "";
    if (errors.length && closed !== key) {
      const dialog = make("dialog", [
        make("h1", errors.length === 1 ? "There is an error" : `There are ${errors.length} errors`),
        make("p", "The page is as it was before. Mend this and save, and it goes away by itself."),
        make("ul", errors.map(item)),
        make("button", "Show the page", { type: "button", onclick: () => dialog.close() }),
      ], { className: "errors", onclose: () => { closed = key; dialog.remove(); } });
      dialog.setAttribute("aria-label", "Errors");
      parts.push(dialog);
    }
    root.replaceChildren(...parts);
    document.body.append(host);
    document.documentElement.style.scrollPaddingBottom = "3rem";
    root.querySelector("dialog")?.showModal();
    host.dataset.errors = errors.length;
    host.dataset.warnings = warnings.length;
  };

  const events = new EventSource(`/_preview/events?page=${encodeURIComponent(location.pathname)}`);
  events.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.event === "follow") {
      if (message.url !== location.pathname) location.assign(message.url);
    } else if (message.bytes && message.bytes !== bytes && !loaded) {
      location.reload();
    } else if (message.event === "state") {
      loaded = true;
      show(message);
    }
  };
})();
