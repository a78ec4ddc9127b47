// A feed in Node: tells the desk one alarm, or the events on standard input, one JSON line each.
//   node feed.mjs ws://127.0.0.1:8765 feed.token "shouting in the market"
// Node 22 and later has WebSocket; before that: node --experimental-websocket feed.mjs ...
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const [url, tokenFile, text] = process.argv.slice(2);
const token = readFileSync(tokenFile, "ascii").trim();
const alarm = { type: "alarm_reported", kind: "other", place: { text } };
const lines = text ? [JSON.stringify(alarm)] : createInterface({ input: process.stdin });

// Sends a push; resolves when the desk has it on its disk, rejects when the line breaks before.
const deliver = (push) =>
  new Promise((resolve, reject) => {
    const desk = new WebSocket(url);
    desk.onopen = () => {
      desk.send(JSON.stringify({ t: "hello", token, client: "feed.mjs" }));
      desk.send(JSON.stringify(push));
    };
    desk.onmessage = ({ data }) => {
      const answer = JSON.parse(data);
      if (["refused", "bye"].includes(answer.t)) console.error(answer.text);
      if (answer.t === "ack") resolve(desk.close());
    };
    desk.onclose = desk.onerror = reject;
  });

let number = 0;
for await (const line of lines) {
  const event = { at: Date.now(), ...JSON.parse(line) };
  number = Math.max(number + 1, Date.now() * 1000); // upwards for ever, over restarts too
  const push = { t: "push", source: "example-node", first: number, events: [event] };
  // The same number again after a break: the desk counts it once.
  while (await deliver(push).catch(() => "again")) await sleep(1000);
}
