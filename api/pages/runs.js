// The pages of runs. They are read with the key of an admin in a header; it is kept in this
// tab's session and never in an address. What the feed tells is put into what is shown, as
// text; what begins or ends is read anew.
(() => {
  const told = document.querySelector("#told");
  const state = document.querySelector("#state");
  const said = document.querySelector("#said");
  const form = document.querySelector("#key");
  const name = "trr-key";
  const seconds = { shortest: 1, longest: 15, look: 10 };
  let socket = null;
  let wait = seconds.shortest;
  let reading = null;
  let again = false;

  const key = () => sessionStorage.getItem(name);
  const headers = () => ({ Authorization: `Bearer ${key()}` });

  function ask(words) {
    sessionStorage.removeItem(name);
    said.textContent = words;
    form.hidden = false;
    state.hidden = true;
    form.querySelector("input").focus();
    socket?.close();
  }

  async function problem(answer) {
    return answer.json().then((found) => found.detail).catch(() => `Error ${answer.status}`);
  }

  async function read() {
    const answer = await fetch(location.pathname + location.search, { headers: headers() });
    if (answer.status === 401 || answer.status === 403) return ask(await problem(answer));
    if (!answer.ok) {
      said.textContent = await problem(answer);
      return undefined;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("#told");
    if (!found || !found.childElementCount) return ask("This is for admins.");
    document.title = page.title;
    document.querySelector("main h2").firstChild.textContent =
      page.querySelector("main h2").firstChild.textContent;
    told.dataset.topic = found.dataset.topic;
    told.replaceChildren(...[...found.childNodes].map((one) => document.adoptNode(one)));
    ready();
    return true;
  }

  // One reading at a time, and one more where something was asked for meanwhile.
  function show() {
    if (reading) {
      again = true;
      return reading;
    }
    reading = read()
      .catch(() => { said.textContent = "The server is not reached; it is tried again."; })
      .finally(() => {
        reading = null;
        if (again) {
          again = false;
          setTimeout(show, 1000 * seconds.shortest);
        }
      });
    return reading;
  }

  function ready() {
    form.hidden = true;
    said.textContent = "";
    for (const one of told.querySelectorAll("button[data-order]")) {
      one.hidden = false;
      one.onclick = () => order(one, one.dataset.order);
    }
    const start = told.querySelector("#order");
    if (start) {
      start.hidden = false;
      start.onsubmit = (event) => {
        event.preventDefault();
        const command = start.querySelector("select").value;
        order(start.querySelector("button"), "/api/v1/runs", { command });
      };
    }
    if (socket === null) follow();
  }

  async function order(button, path, body) {
    button.disabled = true;
    const sent = { method: "POST", headers: { ...headers(), Prefer: "wait=5" } };
    if (body) {
      sent.headers["Content-Type"] = "application/json";
      sent.body = JSON.stringify(body);
    }
    try {
      const answer = await fetch(path, sent);
      const words = answer.status === 202
        ? "It waits for a worker to take it."
        : answer.ok ? (await answer.json()).notes.join("; ") : await problem(answer);
      await show();
      said.textContent = words;
    } catch {
      said.textContent = "The server was not reached; nothing may have been ordered.";
    }
    button.disabled = false;
  }

  const clock = (at) => (at ? `${at.slice(11, 19)} UTC` : "not known yet");

  function hear(run) {
    const shown = told.querySelector(`[data-run="${run.run_id}"]`);
    const part = (which) => shown?.querySelector(`[data-part="${which}"]`);
    const badge = part("state");
    const words = run.state === "ended" ? run.outcome : run.state;
    if (!badge || !(badge.classList.contains(words) || badge.classList.contains("ending"))
      || run.state === "ended") {
      show();
      return;
    }
    if (run.stage !== null) {
      const bar = part("bar");
      bar.hidden = false;
      bar.max = run.total || 1;
      bar.value = run.total ? run.done : 1;
      part("count").textContent = `${run.stage}: ${run.done}`
        + (run.total === null ? "" : ` of ${run.total}`)
        + (run.failed ? `, ${run.failed} failed` : "");
    }
    part("requests").textContent = run.requests;
    for (const end of ["stage_ends_at", "expected_end_at"]) {
      part(end).textContent = clock(run[end]);
    }
    const table = part("stages");
    const busy = run.stages.filter((stage) => stage.done || stage.failed
      || stage.unchanged || stage.left || stage.requests);
    if (!table || !busy.length) return;
    table.parentElement.hidden = false;
    table.tBodies[0].replaceChildren(...busy.map((stage) => {
      const row = document.createElement("tr");
      for (const cell of [stage.stage, stage.done, stage.failed, stage.unchanged, stage.left,
        stage.rate === null ? "" : stage.rate.toFixed(1), stage.requests]) {
        row.insertCell().textContent = cell ?? "";
      }
      return row;
    }));
  }

  function follow() {
    const coded = btoa(key()).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/api/v1/ws`,
      ["trr.v1.json", `trr.bearer.${coded}`]);
    socket.onopen = () => socket.send(JSON.stringify({
      type: "subscribe", topics: [told.dataset.topic],
    }));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "error") socket.close();
      else if (message.type === "progress") hear(message);
      else if (message.type === "subscribed") {
        state.textContent = "live";
        state.className = "live";
        state.hidden = false;
        wait = seconds.shortest;
      }
    };
    socket.onclose = () => {
      if (!key()) {
        socket = null;
        return;
      }
      state.textContent = `read every ${seconds.look} s`;
      state.className = "";
      state.hidden = false;
      setTimeout(() => { if (key()) follow(); else socket = null; }, 1000 * wait);
      wait = Math.min(wait * 2, seconds.longest);
    };
  }

  form.onsubmit = (event) => {
    event.preventDefault();
    const input = form.querySelector("input");
    sessionStorage.setItem(name, input.value.trim());
    input.value = "";
    show();
  };
  setInterval(() => {
    if (key() && state.className !== "live" && !document.hidden) show();
  }, 1000 * seconds.look);
  // Who sends a key by other means has the page already.
  if (key()) show();
  else form.hidden = told.childElementCount > 0;
})();
