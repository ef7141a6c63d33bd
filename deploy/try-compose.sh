#!/bin/sh
# Follow docs/how-to/deploy-with-compose.md from its first line to a restore, in a project of its own that
# is removed again, and compare the walls: try-compose.sh [options of docker build]
# Needs Docker with compose, curl, registries, and the ports 80, 443, 9090 and UDP 20000-20009.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
export COMPOSE_PROJECT_NAME=minsheng-try MINSHENG_IMAGE=minsheng:try
as_root() { docker run --rm --network none --user 0:0 -v "$place:/place" "$MINSHENG_IMAGE" "$@"; }
removed() {
    docker compose down --volumes --timeout 20
    as_root sh -c 'rm -r /place/*'
    rmdir "$place"
    docker image rm "$MINSHENG_IMAGE"
}
wall() {
    curl --silent --show-error --fail --insecure --noproxy '*' --resolve minsheng.example.cn:443:127.0.0.1 \
        https://minsheng.example.cn/api/compliance/programmes/wangchuan-2024/matrix |
        grep -o '"\(activity\|code\|status\)":"[^"]*"'
}
well() {
    for part in announcer registration livestream compliance; do
        docker compose exec -T "$part" minsheng doctor --service "$part"
    done
}

docker build "$@" -f deploy/Containerfile -t "$MINSHENG_IMAGE" .
cp -r deploy docs/samples "$place"
cd "$place/deploy"
trap removed EXIT
cp .env.example .env
mkdir -m 700 secrets backups
docker compose run --rm secrets
as_root chown 10001:10001 /place/deploy/backups
docker compose up -d --wait
echo 'a password for one try' | docker compose exec -T registration minsheng registration account office-1 \
    --name 周主任 --role office --unit zhengwufuwuju --url http://127.0.0.1:8000 --password-stdin
docker compose run --rm -v "$place/samples:/samples:ro" tools import /samples/wangchuan-2024-plan.txt \
    --programme wangchuan-2024 --pack daxing-2023 --adopt --accept-doubts --url http://announcer:8000
well
docker compose run --rm tools deploy backup /backups/one
docker compose run --rm tools erasures /backups/erased --url http://compliance:8000
shown=$(wall)
docker compose down --volumes
docker compose up -d --wait postgres nats
docker compose run --rm tools deploy restore /backups/one --erasures /backups/erased
docker compose up -d --wait
well
[ "$(wall)" = "$shown" ]
echo "the wall of $(echo "$shown" | grep -c status) verdicts is the same after the restore"
