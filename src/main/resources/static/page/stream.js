// Event streams of jobs. EventSource cannot send a key, so the stream is read as it comes and resumed by number.

import { ApiError, send } from "./api.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
/** The server writes at least every 15 s: a connection that is silent for longer is dead. */
const SILENCE = 60_000;

/**
 * Follows a job from after an event to its end, over cut connections, until it is aborted.
 *
 * @param onEvents called with the events that came together: { id, type, data }
 */
export async function follow(job, after, onEvents, signal) {
  let last = after;
  let wait = FIRST_WAIT;
  while (!signal.aborted) {
    await visible(signal);
    const reading = new AbortController();
    const stop = () => reading.abort();
    let timer = null;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(stop, SILENCE);
    };
    const hide = () => document.hidden && reading.abort();
    signal.addEventListener("abort", stop);
    document.addEventListener("visibilitychange", hide);
    heard();
    try {
      const response = await send("GET", `/v1/jobs/${job}/events`, {
        headers: { Accept: "text/event-stream", "Last-Event-ID": String(last) },
        signal: reading.signal,
      });
      if (response.status === 204) {
        return;
      }
      await read(response.body, heard, (events) => {
        wait = FIRST_WAIT;
        last = events[events.length - 1].id;
        onEvents(events);
      });
    } catch (error) {
      if (signal.aborted || (error instanceof ApiError && error.status >= 400 && error.status < 429)) {
        return;
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      document.removeEventListener("visibilitychange", hide);
    }
    if (!document.hidden) {
      await pause(wait * (0.5 + Math.random()), signal);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }
}

/** Browsers open few connections to a host: what nobody looks at holds none. */
async function visible(signal) {
  while (document.hidden && !signal.aborted) {
    await new Promise((resolve) => {
      document.addEventListener("visibilitychange", resolve, { once: true });
      signal.addEventListener("abort", resolve, { once: true });
    });
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

async function read(body, heard, onEvents) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    heard();
    const blocks = (text + value).split("\n\n");
    text = blocks.pop();
    const events = blocks.map(parse).filter((event) => event !== null);
    if (events.length > 0) {
      onEvents(events);
    }
  }
}

function parse(block) {
  const fields = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) {
      fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
    }
  }
  return fields.data === undefined ? null : { id: Number(fields.id), type: fields.event, data: JSON.parse(fields.data) };
}
