/** A first plan: it reads well, and its dry run changes nothing. Shown where there is none yet. */
export const EXAMPLE = `plans:
  - id: to-frankfurt
    name: Fail over to Frankfurt
    kind: failover
    services: [checkout]
    objective: 8m
    steps:
      - { id: switch, kind: http, request: { method: PUT, url: "https://edge.acme.test/site", body: fra }, undo: { method: PUT, url: "https://edge.acme.test/site", body: ber } }
      - { id: answers, kind: verify, within: 2m, that: { http: { url: "https://api.acme.test/health" } } }`;
