// What a site would write with the generated types; test_typescript.py compiles it
// strictly and runs it against a server. Prints what it read as one line of JSON.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Show = components["schemas"]["ShowDetail"];
type Problem = components["schemas"]["Problem"];

const base = process.argv[2] ?? "";
const plain = createClient<paths, "application/json" | "application/problem+json">({
  baseUrl: base,
  // Several names are one parameter with commas between them.
  querySerializer: { array: { style: "form", explode: false } },
});

async function oneShow(id: string): Promise<Show> {
  const { data, error } = await plain.GET("/api/v1/shows/{show_id}", {
    params: { path: { show_id: id }, query: { include: ["seasons"] } },
  });
  if (error !== undefined) {
    const problem: Problem = error;
    throw new Error(problem.detail);
  }
  return data;
}

async function allShows(): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const { data }: { data?: components["schemas"]["PageOfListedShow"] } =
      await plain.GET("/api/v1/shows", {
        params: { query: { limit: 2, ...(cursor ? { cursor } : {}) } },
      });
    if (data === undefined) throw new Error("no page");
    names.push(...data.items.map((show) => show.name));
    cursor = data.next_cursor;
  } while (cursor !== null);
  return names;
}

const show = await oneShow("the-island");
const missing = await plain.GET("/api/v1/shows/{show_id}", {
  params: { path: { show_id: "nobody-knows-it" } },
});
console.log(
  JSON.stringify({
    name: show.name,
    // Never undefined: what is not known is null.
    overview: show.overview === null ? null : show.overview.length,
    genres: show.genres.map((genre) => genre.name),
    seasons: show.included?.seasons?.map((season) => season.season_number) ?? null,
    shows: await allShows(),
    status: missing.error?.status,
  }),
);
