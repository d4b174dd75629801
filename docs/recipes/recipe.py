"""What a generated client leaves to you: uploading once, following a job, waiting for it, paging, dry runs.

    python3 -m venv clients/.venv && clients/.venv/bin/pip install ./clients/python
    clients/.venv/bin/python docs/recipes/recipe.py http://localhost:8080

Copy the functions; `main` is a tour of the client. An API key is read from DESCENT_API_KEY.
"""

import hashlib
import json
import os
import sys
import tempfile
import time
import uuid

import urllib3
import descent_client as descent
from descent_client import (
    Classification, ClipByNorm, JobSpec, LinearDecay, Lion, Mlp, Model, Objective, Sampler, Schedule, Shuffle,
    TrainingDuration, Transform, UpdateRule, UploadSchema,
)


def connect(url):
    return descent.ApiClient(descent.Configuration(host=url, access_token=os.environ.get("DESCENT_API_KEY")))


def upload(client, path, name, schema=None):
    """Uploads a file. The key names the request, so that a second try after a cut connection finds what the first stored."""
    key = str(uuid.uuid4())
    for last in (False, True):
        try:
            return descent.DatasetsApi(client).upload_dataset(
                path, name, idempotency_key=key, var_schema=schema and schema.to_json()
            )
        except (OSError, urllib3.exceptions.HTTPError):
            if last:
                raise


def follow(client, job_id, after=0):
    """Yields (number, type, data) of every event after this one, live, until the job has ended; survives cut connections."""
    failures = 0
    while True:
        try:
            response = descent.JobsApi(client).list_events_without_preload_content(
                job_id, last_event_id=str(after), _headers={"Accept": "text/event-stream"}
            )
            if response.status == 204:  # The job has ended, and its last event was seen.
                return
            if response.status >= 500:  # A server that starts or stops.
                raise urllib3.exceptions.HTTPError(response.status)
            if response.status != 200:
                raise descent.ApiException(http_resp=response)
            event = {}
            for line in lines(response):
                field, _, value = line.partition(":")
                if line:
                    event[field] = value.removeprefix(" ")
                elif "id" in event:  # An empty line ends an event; comments keep the connection open.
                    after, failures = int(event["id"]), 0
                    yield after, event["event"], json.loads(event["data"])
                    event = {}
        except urllib3.exceptions.HTTPError:
            failures += 1
            if failures > 10:
                raise
            time.sleep(min(0.25 * 2**failures, 30))


def lines(response):
    """The lines of a body as they come."""
    rest = b""
    for part in response.stream(amt=None):
        *whole, rest = (rest + part).split(b"\n")
        yield from (line.decode() for line in whole)


def wait(client, job_id):
    """The job, once it has ended."""
    for _ in follow(client, job_id):
        pass
    return descent.JobsApi(client).get_job(job_id)


def dry_run(client, spec):
    """What a job would take. The method is typed as answering a job, which it does without `dry_run`."""
    return descent.JobsApi(client).submit_job(spec, dry_run=True)


def pages(list_page):
    """All elements of a list, page after page."""
    cursor = None
    while True:
        page = list_page(cursor=cursor)
        yield from page.data
        cursor = page.next_cursor
        if cursor is None:
            return


def main(url):
    client = connect(url)
    jobs, models = descent.JobsApi(client), descent.ModelsApi(client)

    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write("a,b,side\n" + "".join(f"{i % 7},{i % 11},{'left' if i % 7 < i % 11 else 'right'}\n" for i in range(200)))
        file.flush()
        dataset = upload(client, file.name, f"sides {uuid.uuid4()}", UploadSchema(target="side"))
    print("uploaded", dataset.id, dataset.rows)

    spec = JobSpec(
        dataset=dataset.id,
        model=Model(Mlp(type="mlp", hidden=[16, 8], dropout=0.1)),
        objective=Objective(Classification(type="classification")),
        optimizer=UpdateRule(Lion(type="lion", beta1=0.95)),
        learning_rate=0.003,
        schedule=Schedule(LinearDecay(type="linear_decay", warmup_fraction=0.1)),
        sampler=Sampler(Shuffle(type="shuffle", batch_size=16)),
        transforms=[Transform(ClipByNorm(type="clip_by_norm", max_norm=1.0))],
        duration=TrainingDuration(epochs=3),
        log_every_steps=1,
        labels={"sweep": str(uuid.uuid4())},
    )
    estimate = dry_run(client, spec).estimate
    print("estimated", estimate.parameters, estimate.steps)
    for seed in (1, 2, 3):
        spec.seed = seed
        job = jobs.submit_job(spec)
        print("submitted", job.id, job.state.value)

    print("followed", *(number for number, type, data in follow(client, job.id)))
    job = wait(client, job.id)
    print("waited", job.state.value, json.dumps(job.latest_metrics))
    label = f"sweep:{spec.labels['sweep']}"
    print("listed", *(each.id for each in pages(lambda cursor: jobs.list_jobs(label=[label], limit=2, cursor=cursor))))

    weights = models.download_model_file(job.model, "weights.safetensors")
    print("downloaded", job.model, len(weights), "sha256:" + hashlib.sha256(weights).hexdigest())

    try:
        jobs.submit_job(JobSpec(
            dataset="nowhere",
            model=Model(Mlp(type="mlp")),
            objective=Objective(Classification(type="classification")),
            duration=TrainingDuration(epochs=1, steps=1),
        ))
    except descent.ApiException as e:
        print("refused", e.data.code, *(fault.pointer for fault in e.data.errors))


if __name__ == "__main__":
    main(sys.argv[1])
