// The page at /live: adds what the feed tells to the list, and goes on after a loss where
// it was. Text is put in as text, never as HTML.
(() => {
  const list = document.querySelector("#changes");
  const state = document.querySelector("#state");
  const names = new Map();
  const kept = 200;
  let cursor = Number(list.dataset.cursor);
  let wait = 500;

  function named(event) {
    const path =
      event.entity === "person" ? `people/${event.id}` :
      event.show_id ? `shows/${event.show_id}` : null;
    if (path === null) return Promise.resolve(null);
    if (!names.has(path)) {
      if (names.size > 500) names.clear();
      names.set(path, fetch(`/api/v1/${path}?fields=name`)
        .then((answer) => (answer.ok ? answer.json() : null))
        .then((found) => found && { name: found.name, path: `/${path}` })
        .catch(() => null));
    }
    return names.get(path);
  }

  function line(event) {
    const item = document.createElement("li");
    const part = (tag, text, name) => {
      const made = document.createElement(tag);
      made.textContent = text;
      if (name) made.className = name;
      item.append(made, " ");
      return made;
    };
    part("time", event.at.slice(11, 19)).dateTime = event.at;
    const what = part("a", event.entity, "what");
    part("b", event.kind, event.kind);
    part("span", event.fields.join(", "), "fields");
    item.className = "new";
    named(event).then((found) => {
      if (!found) return;
      what.textContent = event.entity === "show" || event.entity === "person"
        ? found.name : `${found.name}: ${event.entity}`;
      what.href = found.path;
    });
    return item;
  }

  function hear(message) {
    if (message.type === "event") {
      cursor = message.cursor;
      list.prepend(line(message));
      while (list.children.length > kept) list.lastElementChild.remove();
      document.querySelector("#none")?.remove();
    } else if (message.type === "subscribed") {
      state.textContent = "live";
      state.className = "live";
      wait = 500;
    } else if (message.type === "resync") {
      // Too far behind for a list of changes: what is shown here is read anew.
      location.reload();
    }
  }

  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/api/v1/ws`, ["trr.v1.json"]);
    socket.onopen = () => socket.send(JSON.stringify({
      type: "subscribe", topics: ["catalog"], since: cursor,
    }));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      // Nothing is followed then, for the database is away: ask again.
      if (message.type === "error") socket.close();
      else hear(message);
    };
    socket.onclose = () => {
      state.textContent = "connecting again";
      state.className = "";
      setTimeout(connect, wait + Math.random() * 500);
      wait = Math.min(wait * 2, 15000);
    };
  }
  connect();
})();
