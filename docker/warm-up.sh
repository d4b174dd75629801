#!/bin/sh
# Starts the service, trains a job and stops it, so that the classes of all that are in the archive which the process writes
# at its end.
set -eu
url=http://127.0.0.1:8080

within() { # SECONDS COMMAND...: tries until it succeeds
    end=$(($(date +%s) + $1)); shift
    until "$@" 2>/dev/null; do
        [ "$(date +%s)" -lt "$end" ] || { echo "gave up waiting for: $*" >&2; exit 1; }
        kill -0 "$service" 2>/dev/null || { echo "the service has ended" >&2; exit 1; }
        sleep 0.5
    done
}
ready() { wget -q -O /dev/null $url/actuator/health/readiness; }
succeeded() { wget -q -O - "$url/v1/jobs/$job" | grep -q '"state":"succeeded"'; }

SERVER_ADDRESS=127.0.0.1 DESCENT_DATA_DIR=$1 java -XX:ArchiveClassesAtExit="$2" -Xlog:disable -Xlog:all=error \
    -jar /app/descent.jar &
service=$!
within 180 ready
job=$(wget -q -O - --header 'Content-Type: application/json' --post-data '{"dataset": "iris", "model":
    {"type": "mlp", "hidden": [8]}, "objective": "classification", "duration": {"epochs": 2}}' $url/v1/jobs |
    grep -o 'job_[0-9A-Z]*' | head -1)
within 60 succeeded
kill "$service"
wait "$service" || true   # 143: ended by the signal
[ -s "$2" ]
