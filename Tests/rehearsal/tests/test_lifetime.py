"""Starting and ending the server."""

import http.client
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from client import START, Server


def gone(pid, seconds=60):
    """Whether a process ends within that time; a zombie has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def children(pid):
    """The processes of a server's group, without itself."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,pgid=,stat="], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [
        int(row[0])
        for row in rows
        if row[1] == str(pid) and row[0] != str(pid) and row[2][0] != "Z"
    ]


class Lifetime(unittest.TestCase):
    """A server of its own for each test."""

    def test_term_ends_the_server_its_workers_and_its_files(self):
        server = Server()
        self.addCleanup(server.stop)
        _, ci = server.setup()
        ci.invoke()
        workers = children(server.pid)
        self.assertTrue(workers)
        self.assertTrue(os.path.isdir(server.facts["REHEARSAL_DIR"]))
        server.stop()
        self.assertTrue(gone(server.pid))
        self.assertTrue(all(gone(worker) for worker in workers))
        self.assertFalse(os.path.exists(server.facts["REHEARSAL_DIR"]))

    def test_the_server_ends_with_its_parent(self):
        parent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        started = subprocess.run(
            [START, "--with-parent", str(parent.pid)], stdout=subprocess.PIPE, text=True, check=True
        ).stdout
        facts = dict(line.replace("'", "").split("=", 1) for line in started.splitlines())
        with urllib.request.urlopen(facts["REHEARSAL_URL"] + "/_rehearsal/ready") as answer:
            self.assertEqual(answer.status, 200)
        parent.kill()
        parent.wait()
        self.assertTrue(gone(int(facts["REHEARSAL_PID"])))
        self.assertFalse(os.path.exists(facts["REHEARSAL_DIR"]))

    def test_a_given_folder_is_kept(self):
        folder = f"{os.environ.get('TMPDIR', '/tmp')}/rehearsal-test-{os.getpid()}"
        server = Server("--state", folder)
        self.addCleanup(subprocess.run, ["rm", "-rf", folder], check=True)
        self.addCleanup(server.stop)
        server.stop()
        self.assertTrue(gone(server.pid))
        self.assertEqual(sorted(os.listdir(folder)), ["ready", "server.log"])

    def test_two_servers_know_nothing_of_each_other(self):
        one, two = (
            Server("--region", "us-east-1"),
            Server("--seed", "3", "--update-seconds", "0.25"),
        )
        self.addCleanup(one.stop)
        self.addCleanup(two.stop)
        made, _ = one.setup()
        self.assertEqual(
            (one.facts["REHEARSAL_REGION"], made["Region"]), ("us-east-1", "us-east-1")
        )
        two.control("state?function=f", status=400)
        self.assertEqual(
            (two.control("settings")["seed"], two.control("settings")["update_seconds"]), (3, 0.25)
        )
        self.assertNotEqual(one.facts["REHEARSAL_ROOT_SECRET"], two.facts["REHEARSAL_ROOT_SECRET"])

    def test_the_server_listens_on_loopback_only(self):
        server = Server()
        self.addCleanup(server.stop)
        port = int(server.url.rpartition(":")[2])
        listening = []
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            with open(table, encoding="ascii") as lines:
                fields = [line.split() for line in list(lines)[1:]]
            listening += [
                row[1]
                for row in fields
                if row[3] == "0A" and int(row[1].rpartition(":")[2], 16) == port
            ]
        self.assertEqual(listening, [f"0100007F:{port:04X}"])

    @unittest.skipUnless(shutil.which("openssl"), "needs openssl")
    def test_the_server_speaks_tls_as_http_1_1(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        certificate, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
        subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        subprocess.run(
            [*command, *subject, "-keyout", key, "-out", certificate],
            check=True,
            capture_output=True,
        )
        server = Server("--tls", certificate, key)
        self.addCleanup(server.stop)
        self.assertTrue(server.url.startswith("https://127.0.0.1:"))
        context = ssl.create_default_context(cafile=certificate)
        context.set_alpn_protocols(["h2", "http/1.1"])
        netloc = server.url.removeprefix("https://")
        connection = http.client.HTTPSConnection(netloc, timeout=10, context=context)
        self.addCleanup(connection.close)
        connection.request("POST", "/_rehearsal/setup", '{"function":"f"}')
        self.assertEqual(connection.getresponse().status, 200)
        self.assertEqual(connection.sock.selected_alpn_protocol(), "http/1.1")
        stranger = http.client.HTTPSConnection(netloc, context=ssl.create_default_context())
        with self.assertRaises(ssl.SSLCertVerificationError):
            stranger.request("GET", "/_rehearsal/ready")

    def test_a_wrong_option_is_a_usage_error(self):
        for options in (["--nonsense"], ["--seed"], ["--tls", "one"]):
            run = subprocess.run([START, *options], capture_output=True, text=True, check=False)
            self.assertEqual((run.returncode, run.stdout), (64, ""))
            self.assertTrue(run.stderr)

    def test_a_server_that_cannot_start_says_why(self):
        server = Server()
        self.addCleanup(server.stop)
        port = server.url.rpartition(":")[2]
        run = subprocess.run([START, "--port", port], capture_output=True, text=True, check=False)
        self.assertEqual((run.returncode, run.stdout), (69, ""))
        self.assertIn("Address already in use", run.stderr)

    def test_raw_is_ministack_alone_with_faults_and_setup(self):
        server = Server("--raw")
        self.addCleanup(server.stop)
        _, ci = server.setup()
        self.assertEqual(
            server.root.touch(RoutingConfig={"AdditionalVersionWeights": {"9": 7.0}}).status, 200
        )
        server.control("fault", {"match": "GetFunction", "do": "answer", "status": 503})
        self.assertEqual(ci.json("GET", "/f").status, 503)
        self.assertEqual(
            [entry["operation"] for entry in server.log()], ["UpdateAlias", "GetFunction"]
        )


if __name__ == "__main__":
    unittest.main()
