/**
 * What a generated client leaves to you: uploading once, following a job, waiting for it, paging, dry runs, errors.
 *
 *     cp docs/recipes/recipe.ts clients && cd clients
 *     npm install ./typescript typescript@5.9.3 @types/node@20
 *     npx tsc --strict --target es2022 --module commonjs --skipLibCheck recipe.ts
 *     node recipe.js http://localhost:8080
 *
 * Copy the functions; `main` is a tour of the client. An API key is read from DESCENT_API_KEY.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
    Configuration, DatasetsApi, DryRun, DryRunFromJSON, Job, JobsApi, JobSpec, ModelsApi, Problem, ProblemFromJSON,
    ResponseError, UploadSchema, UploadSchemaToJSON,
} from 'descent-client';

/** Uploads a file. The key names the request, so that a second try after a cut connection finds what the first stored. */
export async function upload(datasets: DatasetsApi, file: File, name: string, schema?: UploadSchema) {
    const request = {
        file, name, schema: schema && JSON.stringify(UploadSchemaToJSON(schema)), idempotencyKey: randomUUID(),
    };
    try {
        return await datasets.uploadDataset(request);
    } catch (e) {
        if (e instanceof ResponseError) {
            throw e;
        }
        return datasets.uploadDataset(request);
    }
}

/** Every event after this one, live, until the job has ended; survives cut connections. */
export async function* follow(jobs: JobsApi, id: string, after = 0) {
    for (let failures = 0; ;) {
        try {
            const { raw } = await jobs.listEventsRaw({ id, lastEventID: String(after) }, async ({ init }) => ({
                headers: { ...init.headers, Accept: 'text/event-stream' },
            }));
            if (raw.status === 204) { // The job has ended, and its last event was seen.
                return;
            }
            let event: Record<string, string> = {};
            for await (const line of lines(raw.body!)) {
                const colon = line.indexOf(':');
                if (line) {
                    event[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, '');
                } else if (event.id) { // An empty line ends an event; comments keep the connection open.
                    [after, failures] = [Number(event.id), 0];
                    yield { seq: after, type: event.event, data: JSON.parse(event.data) };
                    event = {};
                }
            }
        } catch (e) {
            const refused = e instanceof ResponseError && e.response.status < 500;
            if (refused || ++failures > 10) {
                throw e;
            }
            await new Promise(resolve => setTimeout(resolve, Math.min(250 * 2 ** failures, 30_000)));
        }
    }
}

/** The lines of a body as they come. */
async function* lines(body: ReadableStream<Uint8Array>) {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
        const all = (rest + decoder.decode(part, { stream: true })).split('\n');
        rest = all.pop()!;
        yield* all;
    }
}

/** The job, once it has ended. */
export async function wait(jobs: JobsApi, id: string): Promise<Job> {
    for await (const _ of follow(jobs, id)) { /* until there are no more */ }
    return jobs.getJob({ id });
}

/** What a job would take. `submitJob` itself answers jobs alone. */
export async function dryRun(jobs: JobsApi, jobSpec: JobSpec): Promise<DryRun> {
    const { raw } = await jobs.submitJobRaw({ jobSpec, dryRun: true });
    return DryRunFromJSON(await raw.json());
}

/** All elements of a list, page after page. */
export async function* pages<T>(list: (cursor?: string) => Promise<{ data: T[]; nextCursor: string | null }>) {
    for (let cursor: string | undefined; ;) {
        const page = await list(cursor);
        yield* page.data;
        if (page.nextCursor === null) {
            return;
        }
        cursor = page.nextCursor;
    }
}

/** What the server says of a request that it refused. */
export async function problem(e: unknown): Promise<Problem> {
    if (e instanceof ResponseError) {
        return ProblemFromJSON(await e.response.json());
    }
    throw e;
}

async function main(basePath: string) {
    const configuration = new Configuration({ basePath, accessToken: process.env.DESCENT_API_KEY });
    const jobs = new JobsApi(configuration);

    let rows = 'a,b,side\n';
    for (let i = 0; i < 200; i++) {
        rows += `${i % 7},${i % 11},${i % 7 < i % 11 ? 'left' : 'right'}\n`;
    }
    const file = new File([rows], 'sides.csv');
    const dataset = await upload(new DatasetsApi(configuration), file, `sides ${randomUUID()}`, { target: 'side' });
    console.log('uploaded', dataset.id, dataset.rows);

    const sweep = randomUUID();
    const spec: JobSpec = {
        dataset: dataset.id,
        model: { type: 'mlp', hidden: [16, 8], dropout: 0.1 },
        objective: { type: 'classification' },
        optimizer: { type: 'lion', beta1: 0.95 },
        learningRate: 0.003,
        schedule: { type: 'linear_decay', warmupFraction: 0.1 },
        sampler: { type: 'shuffle', batchSize: 16 },
        transforms: [{ type: 'clip_by_norm', maxNorm: 1.0 }],
        duration: { epochs: 3 },
        logEverySteps: 1,
        labels: { sweep },
    };
    const { estimate } = await dryRun(jobs, spec);
    console.log('estimated', estimate.parameters, estimate.steps);
    let last = '';
    for (const seed of [1, 2, 3]) {
        const job = await jobs.submitJob({ jobSpec: { ...spec, seed } });
        console.log('submitted', job.id, job.state);
        last = job.id;
    }

    const numbers = [];
    for await (const event of follow(jobs, last)) {
        numbers.push(event.seq);
    }
    console.log('followed', ...numbers);
    const job = await wait(jobs, last);
    console.log('waited', job.state, JSON.stringify(job.latestMetrics));
    const listed = [];
    for await (const each of pages(cursor => jobs.listJobs({ label: [`sweep:${sweep}`], limit: 2, cursor }))) {
        listed.push(each.id);
    }
    console.log('listed', ...listed);

    const weights = await new ModelsApi(configuration).downloadModelFile({ id: job.model!, name: 'weights.safetensors' });
    const bytes = new Uint8Array(await weights.arrayBuffer());
    console.log('downloaded', job.model, bytes.length, 'sha256:' + createHash('sha256').update(bytes).digest('hex'));

    try {
        await jobs.submitJob({
            jobSpec: {
                dataset: 'nowhere', model: { type: 'mlp' }, objective: { type: 'classification' },
                duration: { epochs: 1, steps: 1 },
            },
        });
    } catch (e) {
        const { code, errors } = await problem(e);
        console.log('refused', code, ...errors.map(fault => fault.pointer));
    }
}

if (require.main === module) {
    main(process.argv[2]).catch(e => {
        console.error(e);
        process.exitCode = 1;
    });
}
