// Search, on the page for it alone: what is asked stands in the address, so that a result can be passed on.
// Pagefind (its JavaScript API) is loaded when something is asked; each language of the site has an index of its own.
const box = document.querySelector(".found");
const form = document.querySelector(".query");
const filters = box.querySelector(".filters");
const list = box.querySelector("ol");
const status = box.querySelector("[role=status]");
const PAGE = 10;
let engine;
let latest = 0;

// One engine for each language, which knows the forms of its words; which it is, it takes from the page's language. Each
// is a module of its own by its address, because engines of one module share what they have loaded.
const load = async () => {
  const json = async (name) => (await fetch(box.dataset.index + name)).json();
  const [entry, facets] = await Promise.all([json("pagefind-entry.json"), json("facets.json")]);
  const engines = await Promise.all(Object.keys(entry.languages).map(async (language) => {
    const { createInstance } = await import(`${box.dataset.index}pagefind.js?${language}`);
    const root = document.documentElement;
    const own = root.lang;
    root.lang = language;
    const made = createInstance();
    root.lang = own;
    await made.options({ excerptLength: 28 });
    await made.init();
    return made;
  }));
  return { engines, facets };
};

// The best of all languages first, with how many of them each choice would leave.
const search = async ({ engines, facets }, query, wanted) => {
  const found = await Promise.all(engines.map((each) => each.search(query)));
  const results = found.flatMap((each) => each.results).sort((a, b) => b.score - a.score);
  const fits = (result, but) =>
    facets.names.every((name, at) => name === but || !wanted[name] || facets.pages[result.id][at].includes(wanted[name]));
  const counts = {};
  facets.names.forEach((name, at) => {
    counts[name] = {};
    for (const result of results)
      if (fits(result, name)) for (const value of facets.pages[result.id][at]) counts[name][value] = (counts[name][value] ?? 0) + 1;
  });
  return { results: results.filter((result) => fits(result)), filters: counts };
};

const element = (name, text, kind) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  return made;
};

// The passage comes with <mark> about what matched, and nothing else that is no text.
const passage = (html) => {
  const made = element("p");
  for (const piece of html.split(/(<mark>.*?<\/mark>)/s)) {
    const inside = piece.match(/^<mark>(.*)<\/mark>$/s);
    const area = document.createElement("textarea");
    area.innerHTML = inside ? inside[1] : piece;
    made.append(inside ? element("mark", area.value) : area.value);
  }
  return made;
};

const item = (result) => {
  const { title, byline, date, standfirst } = result.meta;
  const made = element("li");
  const link = element("a", title);
  link.href = result.url;
  const about = element("div");
  about.append(link);
  if (byline) about.append(" ", element("span", byline, "by"));
  if (standfirst) about.append(element("p", standfirst, "teaser"));
  about.append(passage(result.excerpt));
  made.append(element("time", date), about);
  return made;
};

// How many articles are found, in the form that the language has for the number.
const tongue = document.documentElement.lang;
const counted = (count) => {
  const forms = JSON.parse(box.dataset.counts);
  return (forms[new Intl.PluralRules(tongue).select(count)] ?? forms.other).replace("{count}", count.toLocaleString(tongue));
};
const named = (kind, value) => kind === "language" ? new Intl.DisplayNames([tongue], { type: "language" }).of(value) : value;

const asked = () => new URL(location).searchParams;

const choose = (found, chosen) => {
  for (const select of filters.querySelectorAll("select")) {
    const values = Object.entries(found[select.name] ?? {}).filter(([, count]) => count);
    const newest = select.name === "year" ? -1 : 1;
    values.sort(([a], [b]) => newest * a.localeCompare(b));
    select.replaceChildren(new Option(box.dataset.all, ""), ...values.map(([name, count]) => new Option(`${named(select.name, name)} (${count})`, name)));
    const value = chosen.get(select.name) ?? "";
    if (value && !values.some(([name]) => name === value)) select.add(new Option(named(select.name, value), value));
    select.value = value;
    select.parentElement.hidden = values.length < 2 && !value;
  }
  filters.hidden = false;
};

const show = async () => {
  const turn = ++latest;
  const words = asked();
  const query = (words.get("q") ?? "").trim();
  form.q.value = query;
  box.hidden = !query;
  if (!query) return;
  try {
    engine ??= load();
    const loaded = await engine;
    const wanted = {};
    for (const select of filters.querySelectorAll("select")) if (words.get(select.name)) wanted[select.name] = words.get(select.name);
    const all = await search(loaded, query, wanted);
    if (turn !== latest) return;
    choose(all.filters, words);
    const count = all.results.length;
    status.textContent = count ? counted(count) : box.dataset.none;
    list.replaceChildren();
    const more = async () => {
      const start = list.children.length;
      const some = await Promise.all(all.results.slice(start, start + PAGE).map((each) => each.data()));
      if (turn !== latest) return;
      list.append(...some.map(item));
      box.querySelector(":scope > button")?.remove();
      if (list.children.length < count) {
        const button = element("button", box.dataset.more);
        button.type = "button";
        button.addEventListener("click", more);
        box.append(button);
      }
    };
    box.querySelector(":scope > button")?.remove();
    await more();
  } catch (fault) {
    engine = undefined;
    status.textContent = box.dataset.failed;
    filters.hidden = true;
    console.error(fault);
  }
};

const ask = (replace) => {
  const words = new URLSearchParams();
  if (form.q.value.trim()) words.set("q", form.q.value.trim());
  for (const select of filters.querySelectorAll("select")) if (select.value) words.set(select.name, select.value);
  const address = `${location.pathname}${words.size ? `?${words}` : ""}`;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  return show();
};

// On this page the key / leads to the field, and what is asked stays.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.q.focus();
}, true);

let waiting;
form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); ask(); });
form.q.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 250, true); });
filters.addEventListener("change", () => ask());
addEventListener("popstate", show);
if (!asked().get("q")) form.q.focus();
show();
