// The metrics of one job: as they were read, and as they come.

const MOST = 6000;

export class JobSeries {
  constructor() {
    this.series = new Map();
    this.marks = [];
    this.start = null;
    this.lastEvent = 0;
    /** The events that came since the series are being read anew. */
    this.meanwhile = null;
  }

  /** Takes a coming answer as {@link load} does, and then adds what came while it was waited for. */
  async reload(coming, startedAt) {
    const meanwhile = [];
    this.meanwhile = meanwhile;
    try {
      this.load(await coming, startedAt);
    } finally {
      this.meanwhile = null;
    }
    meanwhile.filter((event) => event.id > this.lastEvent).forEach((event) => this.add(event));
  }

  /** Takes an answer of /metrics in the place of all there was. */
  load(answer, startedAt) {
    this.series = new Map(answer.series.map((one) => [one.name, { steps: [...one.steps], values: [...one.values] }]));
    const { steps, epochs, times } = answer.timeline;
    this.marks = steps.map((step, i) => ({ step, epoch: epochs[i], time: Date.parse(times[i]) }));
    this.start = startedAt ? Date.parse(startedAt) : null;
    this.lastEvent = answer.last_event;
  }

  /** Adds an event of the stream; answers whether it changed anything. */
  add(event) {
    this.meanwhile?.push(event);
    this.lastEvent = event.id;
    if (event.type === "metrics_withdrawn") {
      this.withdraw(event.data.after_step);
      return true;
    }
    if (event.type !== "metrics") {
      return false;
    }
    const { step, epoch, at, values } = event.data;
    this.withdrawMarks(step - 1);
    this.marks.push({ step, epoch, time: Date.parse(at) });
    for (const [name, value] of Object.entries(values)) {
      const one = this.series.get(name) ?? { steps: [], values: [] };
      this.series.set(name, one);
      if (one.steps.length === 0 || one.steps[one.steps.length - 1] < step) {
        one.steps.push(step);
        one.values.push(value);
      }
    }
    return true;
  }

  withdraw(step) {
    this.withdrawMarks(step);
    for (const one of this.series.values()) {
      while (one.steps.length > 0 && one.steps[one.steps.length - 1] > step) {
        one.steps.pop();
        one.values.pop();
      }
    }
  }

  withdrawMarks(step) {
    while (this.marks.length > 0 && this.marks[this.marks.length - 1].step > step) {
      this.marks.pop();
    }
  }

  /** Whether so much has come that it should be read anew, thinned, which has not begun. */
  get isLong() {
    return this.meanwhile === null && [...this.series.values()].some((one) => one.steps.length > MOST);
  }

  get names() {
    return [...this.series.keys()].sort();
  }

  latest(name) {
    const values = this.series.get(name)?.values ?? [];
    return values.length > 0 ? values[values.length - 1] : null;
  }

  /** Where the points of a metric lie: their steps, the epochs behind them, or seconds since the start. */
  places(name, kind) {
    const steps = this.series.get(name)?.steps ?? [];
    if (kind === "step" || this.marks.length === 0) {
      return steps;
    }
    const start = this.start ?? this.marks[0].time;
    const of = kind === "epoch" ? (mark) => mark.epoch : (mark) => (mark.time - start) / 1000;
    let next = 0;
    return steps.map((step) => {
      while (next < this.marks.length - 1 && this.marks[next].step < step) {
        next += 1;
      }
      return between(this.marks[Math.max(next - 1, 0)], this.marks[next], step, of);
    });
  }

  values(name) {
    return this.series.get(name)?.values ?? [];
  }
}

/** On the straight line between two marks. */
function between(before, after, step, of) {
  if (after.step === before.step) {
    return of(after);
  }
  return of(before) + ((of(after) - of(before)) * (step - before.step)) / (after.step - before.step);
}

/** Without a spread: a call takes fewer arguments than a series may have points. */
export function least(values) {
  return values.reduce((one, other) => Math.min(one, other), Infinity);
}

export function greatest(values) {
  return values.reduce((one, other) => Math.max(one, other), -Infinity);
}

/** An exponential average that does not lean towards its start; gaps stay gaps. */
export function smoothed(values, weight) {
  let sum = 0;
  let mass = 0;
  return values.map((value) => {
    if (value === null) {
      return null;
    }
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}
