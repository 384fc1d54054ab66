"Build the documentation with smalldocs, into _docs; a broken link is an error."
import re, shutil, sys, tempfile
from pathlib import Path
from fastcore.script import call_parse
from nbdev.config import get_config
from nbdev.doclinks import nbglob
from nbdev.quarto import refresh_quarto_yml
from nbdev.serve import proc_nbs
from smalldocs.cli import main as smalldocs

def page_name(nb): return re.sub(r'^\d+[a-z]*_', '', nb) # 01_datasets.ipynb becomes datasets.html

def as_pages(src, dst, site):
    "Copy processed notebooks under the names of their pages (smalldocs does not read `output-file`) and aim the links there."
    shutil.copytree(src, dst)
    for f in (dst/'_quarto.yml', *dst.rglob('*.ipynb')):
        text = f.read_text(encoding='utf-8').replace(f']({site}/', '](/') # links to our own pages are checked like the others
        where = r'\S+\.ipynb' if f.suffix == '.yml' else r'\]\([^)\s]+\.ipynb'
        text = re.sub(where, lambda m: re.sub(r'\w+\.ipynb', lambda n: page_name(n[0]), m[0]), text)
        text = re.sub(r'output-file: \S+\.html\\n', '', text) # in its place the file itself is renamed
        f.write_text(text, encoding='utf-8')
        f.rename(f.with_name(page_name(f.name)))

@call_parse
def main():
    "Build the documentation with smalldocs."
    cfg = get_config()
    for nb in nbglob(as_path=True):
        here = nb.resolve().relative_to(cfg.config_path).as_posix()
        colab = f'colab.research.google.com/github/{cfg.user}/{cfg.repo}/blob/{cfg.branch}/{here})'
        if nb.name != cfg.readme_nb and colab not in nb.read_text(encoding='utf-8'):
            sys.exit(f'{here}: its second cell must be its own link to Colab')
    refresh_quarto_yml()
    processed = proc_nbs(force=True)
    with tempfile.TemporaryDirectory() as tmp:
        pages = Path(tmp)/'pages'
        as_pages(processed, pages, cfg.doc_host+cfg.doc_baseurl)
        bad = smalldocs(['check', str(pages)]) or smalldocs(['render', str(pages), '--quiet'])
        if bad: sys.exit(bad)
        shutil.rmtree(cfg.doc_path, ignore_errors=True)
        shutil.move(pages/cfg.doc_path.name, cfg.doc_path)
