"Every page of the built site: links, anchors and pictures resolve, none is left as Markdown, the browser complains of nothing."
import functools, http.server, os, re, shutil, subprocess, sys, tempfile, threading
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from fastcore.script import call_parse
from nbdev.config import get_config

class Page(HTMLParser):
    "What a page refers to, the anchors it has, and Markdown that has not become a link"
    def __init__(self, path):
        super().__init__()
        self.refs,self.ids,self.raw,self.code = [],{'', 'top'},[],0
        self.feed(path.read_text(encoding='utf-8'))
    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.code += tag in ('code','script')
        self.ids |= {v for k in ('id','name') if (v := attrs.get(k))}
        self.refs += [v for k in ('href','src') if (v := attrs.get(k))]
    def handle_endtag(self, tag): self.code -= tag in ('code','script')
    def handle_data(self, data): # nbdev links a name in backticks; inside of another link that breaks the outer one
        if not self.code: self.raw += re.findall(r'\]\([^)]*\)', data)

def broken(root, base):
    "Pairs of page and reference that leads nowhere; those to other sites are not looked at"
    pages = {p: Page(p) for p in root.rglob('*.html')}
    for p,page in pages.items():
        for raw in page.raw: yield p.relative_to(root), raw
        for ref in page.refs:
            url = urlsplit(ref.removeprefix(base) if ref.startswith(base) else ref)
            if url.scheme or url.netloc: continue
            path = unquote(url.path)
            to = (root/path.lstrip('/') if path.startswith('/') else p.parent/path).resolve() if path else p
            if to.is_dir(): to = to/'index.html'
            no_anchor = to in pages and url.fragment and unquote(url.fragment) not in pages[to].ids
            if not to.exists() or no_anchor: yield p.relative_to(root), ref

class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args): pass

def complaints(root, browser):
    "Pairs of page and console message"
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Quiet, directory=root))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    def look(page):
        with tempfile.TemporaryDirectory() as tmp:
            cmd = [browser, '--headless', '--no-sandbox', '--disable-gpu', f'--user-data-dir={tmp}', '--enable-logging=stderr',
                   '--log-level=0', '--virtual-time-budget=5000', '--dump-dom', f'http://127.0.0.1:{server.server_port}/{page}']
            res = subprocess.run(cmd, capture_output=True, text=True, timeout=120)
        # Chromium does not tell an error from a warning here, and our pages have nothing to say
        said = [l for l in res.stderr.splitlines() if ':CONSOLE' in l]
        return [(page, l) for l in said + ['the browser shows nothing']*('</html>' not in res.stdout)]
    with ThreadPoolExecutor(os.cpu_count()) as ex:
        for found in ex.map(look, [p.relative_to(root) for p in sorted(root.rglob('*.html'))]): yield from found
    server.shutdown()

@call_parse
def main():
    "Check the site that tools/build_site.py has built."
    cfg = get_config()
    root = cfg.doc_path.resolve()
    found = [*broken(root, cfg.doc_baseurl)]
    browser = next(filter(None, map(shutil.which, ('chromium','chromium-browser','google-chrome'))), None)
    if browser: found += complaints(root, browser)
    else: print('no Chromium here: nobody has looked for messages in the console')
    for page,what in found: print(f'{page}: {what}')
    print(f'{len(list(root.rglob("*.html")))} pages, {len(found)} things to mend')
    sys.exit(bool(found))
