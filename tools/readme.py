"README.md is the index notebook; this writes it as `nbdev_readme` would, without Quarto."
import re, sys
import nbformat
from execnb.nbio import nb2str, read_nb
from fastcore.script import call_parse
from nbconvert import MarkdownExporter
from nbdev.config import get_config
from nbdev.doclinks import NbdevLookup
from nbdev.processors import FilterDefaults

def readme():
    "The index as GitHub shows it: from the top of the repository, without front matter and cell directives."
    cfg = get_config()
    if cfg.lib_path.name not in NbdevLookup().entries:
        sys.exit("Names in backticks become links only where the package is installed: pip install -e '.[dev]'")
    nb = read_nb(cfg.nbs_path/cfg.readme_nb)
    FilterDefaults()(nb)
    front = nb.frontmatter_
    nb.cells = [c for c in nb.cells if c.cell_type != 'raw']
    nb.metadata['language_info'] = dict(name='python') # the language of the code fences
    for c in nb.cells: c.source = re.sub(r'^#\|.*\n', '', c.source, flags=re.M)
    body,_ = MarkdownExporter().from_notebook_node(nbformat.reads(nb2str(nb), as_version=4))
    # Paths in the notebook start in its folder, those in the README one above.
    body = re.sub(r'(\]\()(?!#|\w+:)', rf'\1{cfg.nbs_path.name}/', body)
    return f"# {front['title']}\n\n> {front['description']}\n\n" + re.sub(r'\n{3,}', '\n\n', body).strip() + '\n'

@call_parse
def main(check:bool=False): # only compare: exit with 1 where README.md is not what the index says
    "Write README.md from the index notebook."
    path = get_config().config_path/'README.md'
    if not check: path.write_text(readme(), encoding='utf-8')
    elif not path.exists() or path.read_text(encoding='utf-8') != readme():
        sys.exit('README.md is not what nbs/index.ipynb says: run python tools/readme.py')
