import { Counter, Histogram, type MetricType, type Registry } from 'prom-client';

export interface Named {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registry: Registry;
}

/**
 * What is added up for one set of label values each. An addition on a hot path is one look into a map and one sum, a tenth of what it costs
 * in prom-client, which is given the sums when somebody asks for them.
 */
class Series<T> {
  readonly #all = new Map<string, { readonly labels: Record<string, string>; readonly sum: T }>();
  readonly #names: readonly string[];
  readonly #make: () => T;

  constructor(names: readonly string[], make: () => T) {
    this.#names = names;
    this.#make = make;
  }

  of(first = '', second = '', third = ''): T {
    const key = `${first} ${second} ${third}`;
    const known = this.#all.get(key);
    if (known) return known.sum;
    const values = [first, second, third];
    const labels = Object.fromEntries(this.#names.map((name, index) => [name, values[index]!]));
    const sum = this.#make();
    this.#all.set(key, { labels, sum });
    return sum;
  }

  all() {
    return this.#all.values();
  }
}

/** A sum that grows. */
class Count {
  total = 0;
}

/** How many values were at most as large as each bound, and their sum. */
class Spread {
  readonly counts: number[];
  sum = 0;
  readonly #bounds: readonly number[];

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  observe(value: number): void {
    let index = 0;
    while (index < this.#bounds.length && value > this.#bounds[index]!) index++;
    this.counts[index]!++;
    this.sum += value;
  }
}

/** A counter of prom-client's that is set when it is read. */
export function counted({ name, help, labelNames, registry }: Named): Series<Count> {
  const series = new Series(labelNames, () => new Count());
  const counter: Counter = new Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect: () => {
      counter.reset();
      for (const { labels, sum } of series.all()) counter.inc(labels, sum.total);
    },
  });
  return series;
}

/** What it prints as the type: its own typings have a number there. */
const TYPE = 'histogram' as unknown as MetricType;

type Line = Awaited<ReturnType<Histogram['get']>>['values'][number];

/** A histogram that prom-client only prints: it has no way to set one. */
class Printed extends Histogram {
  readonly #series: Series<Spread>;
  readonly #about: Named;
  readonly #bounds: readonly number[];

  constructor(about: Named, bounds: readonly number[], series: Series<Spread>) {
    const { name, help, labelNames, registry } = about;
    super({ name, help, labelNames: [...labelNames], buckets: [...bounds], registers: [registry] });
    this.#series = series;
    this.#about = about;
    this.#bounds = bounds;
  }

  override async get(): ReturnType<Histogram['get']> {
    const { name, help } = this.#about;
    const values = [...this.#series.all()].flatMap(({ labels, sum: { counts, sum } }) => {
      let count = 0;
      const printed: Line[] = [...this.#bounds, '+Inf'].map((le, index) => {
        count += counts[index]!;
        return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
      });
      printed.push(
        { metricName: `${name}_sum`, labels, value: sum },
        { metricName: `${name}_count`, labels, value: count },
      );
      return printed;
    });
    return { name, help, type: TYPE, aggregator: 'sum', collect: () => undefined, values };
  }

  /** prom-client asks this first where it is there. */
  getForPromString(): ReturnType<Histogram['get']> {
    return this.get();
  }
}

export function spread(about: Named, bounds: readonly number[]): Series<Spread> {
  const series = new Series(about.labelNames, () => new Spread(bounds));
  // Its registry keeps it.
  void new Printed(about, bounds, series);
  return series;
}
