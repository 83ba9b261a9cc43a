"""Pushing to a double of the Hugging Face Hub: no other host is asked."""

import base64
import hashlib
import http.server
import json
import shutil
import threading

import pytest

import kerasgan
from kerasgan import export
from kerasgan.export import hub

huggingface_hub = pytest.importorskip("huggingface_hub")
REPOSITORY = "someone/faces"


@pytest.fixture
def double(monkeypatch):
    """Its address, and the files that it has by name."""
    files = {}

    class Double(http.server.BaseHTTPRequestHandler):
        def body(self):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))

        def answer(self, content, **headers):
            content = (
                content if isinstance(content, bytes) else json.dumps(content).encode()
            )
            self.send_response(200)
            for name, value in {"Content-Length": len(content), **headers}.items():
                self.send_header(name.replace("_", "-"), str(value))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def do_POST(self):
            body = self.body()
            if self.path == "/api/repos/create":
                self.answer({"url": f"{address}/{REPOSITORY}", "id": REPOSITORY})
            elif self.path == "/api/validate-yaml":
                self.answer({"errors": [], "warnings": []})
            elif "/preupload/" in self.path:
                asked = json.loads(body)["files"]
                self.answer(
                    {
                        "files": [
                            {
                                "path": file["path"],
                                "uploadMode": "regular",
                                "shouldIgnore": False,
                                "oid": None,
                            }
                            for file in asked
                        ]
                    }
                )
            elif "/commit/" in self.path:
                for line in map(json.loads, body.splitlines()):
                    if line["key"] == "file":
                        content = base64.b64decode(line["value"]["content"])
                        files[line["value"]["path"]] = content
                url = f"{address}/{REPOSITORY}/commit/1"
                self.answer({"success": True, "commitOid": "1" * 40, "commitUrl": url})

        def do_GET(self):
            if "/resolve/" in self.path:
                content = files[self.path.split("/resolve/")[1].split("/", 1)[1]]
                digest = hashlib.sha256(content).hexdigest()
                self.answer(content, X_Repo_Commit="1" * 40, ETag=f'"{digest}"')
            elif "/tree/" in self.path:
                self.answer(
                    [
                        {"type": "file", "path": name, "size": len(c), "oid": "1" * 40}
                        for name, c in files.items()
                    ]
                )
            else:
                siblings = [{"rfilename": name} for name in files]
                self.answer({"id": REPOSITORY, "sha": "1" * 40, "siblings": siblings})

        do_HEAD = do_GET

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Double) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address, files
        server.shutdown()


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    gan = kerasgan.DCGAN.for_images((16, 16, 3), latent_dim=8, width=4)
    folder = tmp_path_factory.mktemp("hub") / "exports"
    export.to_tflite(gan, folder / "faces.tflite")
    export.write_card(folder, gan)
    export.seal(folder)
    return folder


def test_what_is_pushed_is_loaded_again_and_passes(exports, double, tmp_path):
    address, files = double
    url = hub.push(exports, REPOSITORY, token="hf_none", endpoint=address)
    assert url == f"{address}/{REPOSITORY}/commit/1"
    names = {
        p.relative_to(exports).as_posix() for p in exports.rglob("*") if p.is_file()
    }
    assert set(files) == names
    loaded = huggingface_hub.snapshot_download(
        REPOSITORY, endpoint=address, token=False, local_dir=tmp_path / "loaded"
    )
    shutil.rmtree(tmp_path / "loaded" / ".cache")  # the hub's own notes
    (line,) = export.verify(loaded)
    assert line.startswith("faces.tflite")


def test_a_folder_that_was_changed_is_not_pushed(exports, double, tmp_path):
    address, files = double
    copy = shutil.copytree(exports, tmp_path / "exports")
    (copy / "faces.tflite").write_bytes(b"")
    with pytest.raises(ValueError, match="faces.tflite was changed"):
        hub.push(copy, REPOSITORY, token="hf_none", endpoint=address)
    (copy / "README.md").unlink()
    with pytest.raises(ValueError, match="has no README.md, the model card"):
        hub.push(copy, REPOSITORY, token="hf_none", endpoint=address)
    assert not files
