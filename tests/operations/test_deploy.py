"""What deploy/ hands to operators: each file is read by the program it is for, where that is installed."""

import http.client
import os
import re
import shutil
import ssl
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
import requests
import yaml
from gunicorn.config import Config

from fleetsvc.app import create_app
from fleetsvc.cli import COMMANDS
from fleetsvc.commands.operations.web_process import SETTINGS
from fleetsvc.database.transactions import open_database
from fleetsvc.edge.bodies import SMALL_BYTES, rooms
from fleetsvc.settings import SettingUnusable, read_settings
from tests.own_server import free_port
from tests.patience import wait_until

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def said_by(*command: str, cwd: Path = ROOT, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, check=False, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_every_setting_named_in_a_sample_exists() -> None:
    known = set(re.findall(r"FLEETSVC_[A-Z_]+", (ROOT / "fleetsvc" / "settings.py").read_text("utf-8")))
    named = {
        setting
        for path in DEPLOY.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
        for setting in re.findall(r"FLEETSVC_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= known


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_each_unit(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    # The program of the unit is not installed here; what systemd says of everything else counts.
    text = unit.read_text(encoding="utf-8")
    program = re.findall(r"^ExecStart=/opt/fleetsvc/.venv/bin/fleetsvc (\w+)", text, re.MULTILINE)
    assert len(program) == 1
    assert program[0] in COMMANDS
    copy = tmp_path / unit.name
    copy.write_text(text.replace("/opt/fleetsvc/.venv/bin/fleetsvc", sys.executable), encoding="utf-8")
    status, said = said_by("systemd-analyze", "verify", "--man=no", str(copy))
    assert (status, [line for line in said.splitlines() if unit.name.split("@")[0] in line]) == (0, [])


def test_nginx_takes_its_site_and_hands_on_the_callers_address(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed")
    certificate, key = tmp_path / "c", tmp_path / "k"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=fleet.example",
    ]
    made += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    assert said_by(*made)[0] == 0
    behind, http, https = free_port(), free_port(), free_port()
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for ours, theirs in (
        ("/etc/ssl/fleet.example.crt", str(certificate)),
        ("/etc/ssl/fleet.example.key", str(key)),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{behind};"),
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{https} ssl http2;"),
    ):
        assert ours in site
        site = site.replace(ours, theirs)
    site = re.sub(r"^ *listen \[::\].*\n", "", site, flags=re.MULTILINE)
    (tmp_path / "site.conf").write_text(site, encoding="utf-8")
    paths = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = tmp_path / "main.conf"
    main.write_text(
        f"{'user root;' if os.getuid() == 0 else ''} daemon off; pid {tmp_path}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {paths} include {tmp_path}/site.conf; }}\n"
    )
    status, said = said_by(nginx, "-t", "-p", str(tmp_path), "-c", str(main))
    assert status == 0, said

    environment = {"FLEETSVC_TRUSTED_PROXIES": "1", "FLEETSVC_TRUSTED_HOSTS": "fleet.example"}
    environment |= {
        "FLEETSVC_SECRET_KEY": "of no worth " * 4,
        "FLEETSVC_DATABASE_URL": NOWHERE,
        "FLEETSVC_PORT": str(behind),
    }
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", str(DEPLOY / "gunicorn.conf.py"), "wsgi:app"]
    with (
        subprocess.Popen(
            gunicorn, cwd=ROOT, env=os.environ | environment, stderr=subprocess.PIPE, text=True
        ) as web,
        subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(main)], stderr=subprocess.DEVNULL) as proxy,
    ):
        try:
            answer = _patiently(f"https://127.0.0.1:{https}/livez", "fleet.example", certificate)
            strange = _patiently(f"https://127.0.0.1:{https}/livez", "elsewhere.example", certificate)
            metrics = _patiently(f"https://127.0.0.1:{https}/metrics", "fleet.example", certificate)
            told = [
                _sent(f"https://127.0.0.1:{https}{address}", size, certificate)
                for address, size in (
                    ("/sign-in", 1024**2 + 1),
                    ("/api/v1/uploads", 1024**2 + 1),
                    ("/api/v1/uploads", 201 * 1024**2 + 1),
                )
            ]
        finally:
            proxy.terminate()
            web.terminate()
    assert (answer.status_code, answer.headers["Strict-Transport-Security"]) == (200, "max-age=63072000")
    assert strange.status_code == 421
    assert metrics.status_code == 404
    in_words = (413, "text/plain; charset=utf-8", "提交的内容过大，没有接收。")
    assert [(status, kind, text[:13]) for status, kind, text in told] == [
        in_words,
        (401, "application/problem+json", told[1][2][:13]),
        in_words,
    ]


def _sent(url: str, size: int, certificate: Path) -> tuple[int, str, str]:
    """Announce a body of some size, send it where it is not large, and return the answer."""
    connection = http.client.HTTPSConnection(
        url.split("/")[2], context=ssl.create_default_context(cafile=str(certificate))
    )
    with closing(connection):
        connection.putrequest("POST", "/" + url.split("/", 3)[3], skip_host=True)
        for name, value in (("Host", "fleet.example"), ("Content-Length", str(size))):
            connection.putheader(name, value)
        connection.endheaders(bytes(size) if size < 2 * 1024**2 else b"")
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read().decode()


def _in_bytes(text: str) -> int:
    return int(text[:-1]) * {"k": 1024, "m": 1024**2}[text[-1]]


def test_nginx_lets_through_what_each_route_takes_and_no_more() -> None:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    server = site[site.index("listen 443") :]
    declared = re.findall(r"location (=|~) (\S+) \{[^}]*?client_max_body_size (\w+);", server, re.DOTALL)
    sizes = {
        address if way == "~" else re.escape(address): _in_bytes(size) for way, address, size in declared
    }
    usual = re.search(r"^    client_max_body_size (\w+);", server, re.MULTILINE)
    assert usual is not None
    assert _in_bytes(usual.group(1)) == SMALL_BYTES
    settings = read_settings({"FLEETSVC_DATABASE_URL": NOWHERE, "FLEETSVC_SECRET_KEY": "of no worth " * 4})
    app = create_app(settings, open_database(NOWHERE))
    larger = rooms(app)
    unused = set(sizes)
    for rule in app.url_map.iter_rules():
        address = re.sub(
            "<(?:id:)?[^>]+>", lambda found: "1" if found[0].startswith("<id:") else "answer", rule.rule
        )
        fitting = [place for place in sizes if re.fullmatch(place, address)]
        allowed = [sizes[place] for place in fitting]
        if rule.endpoint in larger:
            assert allowed == [larger[rule.endpoint].bytes_in(settings)], rule.rule
            unused -= set(fitting)
    assert unused == set()


def test_nginx_bounds_what_one_address_may_do_and_how_long_it_may_take() -> None:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    declared = {name: int(rate) for name, rate in re.findall(r"zone=(\w+):10m rate=(\d+)r/s", site)}
    assert declared["fleetsvc_asked"] * 60 > read_settings({}).rate_key
    zones = set(re.findall(r"zone=(\w+):10m", site))
    used = set(re.findall(r"limit_req zone=(\w+)", site)) | set(re.findall(r"limit_conn (\w+) \d", site))
    assert used == zones
    # A location that names a limit of its own inherits none.
    for location in re.findall(r"location [=~] \S+ \{[^}]*\}", site):
        if "limit_" in location:
            assert set(re.findall(r"zone=(\w+)|limit_conn (\w+)", location)) == {
                ("fleetsvc_asked", ""),
                ("fleetsvc_sent", ""),
                ("", "fleetsvc_open"),
                ("", "fleetsvc_sending"),
            }
    for bound in ("client_header_timeout", "client_body_timeout", "large_client_header_buffers"):
        assert re.search(rf"^    {bound} ", site, re.MULTILINE), bound


def _patiently(url: str, host: str, certificate: Path) -> requests.Response:
    session = requests.Session()
    session.verify = str(certificate)
    session.trust_env = False
    answers: list[requests.Response] = []

    def is_answered() -> bool:
        with suppress(requests.ConnectionError):
            answers.append(session.get(url, headers={"Host": host}, timeout=5))
        return bool(answers) and answers[-1].status_code not in (502, 503)

    wait_until(is_answered)
    return answers[-1]


def test_gunicorn_takes_our_settings() -> None:
    command = (
        sys.executable,
        "-m",
        "gunicorn",
        "--check-config",
        "-c",
        str(DEPLOY / "gunicorn.conf.py"),
        "wsgi:app",
    )
    assert said_by(*command, FLEETSVC_DATABASE_URL=NOWHERE, FLEETSVC_SECRET_KEY="of no worth " * 4) == (0, "")


def test_gunicorn_takes_no_endless_heads_and_holds_no_idle_connection_for_long() -> None:
    config = Config()
    for name, value in SETTINGS.items():
        config.set(name, value)
    heads = (config.limit_request_line, config.limit_request_fields, config.limit_request_field_size)
    assert all(0 < bound <= most for bound, most in zip(heads, (8190, 100, 8190), strict=True))
    assert 0 < config.keepalive <= 10


def test_the_compose_file_runs_commands_that_exist_with_files_that_exist() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert set(services) == {"database", "migrate", "web", "worker"}
    commands = {name: service["command"] for name, service in services.items() if "command" in service}
    assert commands == {"migrate": ["migrate"], "worker": ["worker"]}
    assert {command[0] for command in commands.values()} <= set(COMMANDS)
    ours = [services[name] for name in ("migrate", "web", "worker")]
    assert [(one["read_only"], one["cap_drop"]) for one in ours] == [(True, ["ALL"])] * 3
    mounted = [volume.split(":")[0] for volume in services["database"]["volumes"]]
    assert [path for path in mounted if path.startswith("./") and not (DEPLOY / path).is_file()] == []
    asked = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    offered = set(
        re.findall(r"^([A-Z_]+)=", (DEPLOY / "compose.env.sample").read_text("utf-8"), re.MULTILINE)
    )
    assert asked == offered


def test_the_containerfile_copies_what_is_there_and_the_wheel_needs() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    pins = {"requirements.txt", "requirements-build.txt"}
    assert names == pins | {"pyproject.toml", "README.md", "rules", "importers", "fleetsvc"}
    assert all((ROOT / name).exists() for name in names)
    assert said_by("sh", "-n", str(DEPLOY / "database.sh")) == (0, "")


def test_a_file_of_a_secret_key_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    file.write_bytes(b"\xff" * 48)
    with pytest.raises(SettingUnusable, match=r"^FLEETSVC_SECRET_KEY_FILE: no UTF-8 text: "):
        read_settings({"FLEETSVC_SECRET_KEY_FILE": str(file)})
