"Run notebooks and keep their outputs; a notebook that fails is left as it was."
import multiprocessing, os, sys, time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from execnb.nbio import read_nb, write_nb
from execnb.shell import CaptureShell
from fastcore.script import call_parse, Param
from nbdev.clean import nbdev_clean
from nbdev.config import get_config
from nbdev.doclinks import nbglob
from nbdev.process import extract_directives

REAL, DRAWN = 'Fashion-MNIST:', 'Stand-in data (not Fashion-MNIST):' # how the line that names the data begins

class Shell(CaptureShell):
    "A display that is updated in place is one output, as in Jupyter."
    def _run(self, *args, **kwargs):
        res = super()._run(*args, **kwargs)
        kept = {(o.transient or {}).get('display_id', id(o)): o for o in res.display_objects}
        res.display_objects = list(kept.values())
        return res

def skipped(cell, flags):
    "Cells that `nbdev_test` passes over too; they keep the outputs they have."
    direc = extract_directives(cell, remove=False)
    return (cell.cell_type != 'code' or 'nbdev_export(' in cell.source or flags & direc.keys()
            or direc.get('eval:', [''])[0].lower() == 'false')

def lines(nb):
    "All lines of text in the outputs of `nb`."
    outs = [o for c in nb.cells for o in c.get('outputs', [])]
    texts = [t for o in outs for t in (o.get('text', ''), *(v for k,v in o.get('data', {}).items() if k.startswith('text/')))]
    return [l for t in texts for l in ''.join(t).splitlines()]

def objection(old, new, force):
    "The reason not to keep the outputs of `new`, if there is one."
    count = lambda nb, start: sum(l.startswith(start) for l in lines(nb))
    if not force and count(new, REAL) < count(old, REAL) and count(new, DRAWN) > count(old, DRAWN):
        return ('its stored outputs come from the real data, these from the stand-in '
                '(set MINIAI_FASHION_MNIST, or replace them with --force)')
    for c in new.cells:
        for o in c.get('outputs', []):
            if o.get('name') == 'stderr': return f"a cell writes to stderr:\n{c.source}\n---\n{''.join(o.text)}"
    for l in lines(new):
        if str(get_config().config_path) in l or str(Path.home())+'/' in l: return f'an output shows an absolute path: {l}'

def run_notebook(fn, flags, force):
    "Run `fn` in its folder and save it, or return what is wrong."
    os.chdir(fn.parent)
    sys.path.insert(0, str(get_config().config_path))
    start, nb, shell = time.time(), read_nb(fn), Shell(fn, mpl_format='png')
    def skip(cell):
        if skipped(cell, flags): return True
        cell.outputs = [] # else a cell that has fallen silent would keep what it once said
    try: shell.run_all(nb, exc_stop=True, preproc=skip)
    except Exception: return fn, shell.prettytb(fn)
    bad = objection(read_nb(fn), nb, force)
    if bad: return fn, bad
    write_nb(nb, fn)
    nbdev_clean(str(fn))
    print(f'{fn.name}: {time.time()-start:.0f} s', flush=True)
    return fn, None

@call_parse
def main(
    notebooks:Param('notebooks to run (default: all)', str, nargs='*', opt=False)=None,
    flags:str='', # run the cells with these flags too, as in nbdev_test: "slow cuda"
    force:bool=False, # let outputs made on the stand-in replace outputs made on the real data
):
    "Run notebooks, each in a fresh process, and save their outputs."
    files = [Path(f).resolve() for f in notebooks or sorted(nbglob())]
    skip_flags = set(get_config().tst_flags.split()) - set(flags.split())
    def fresh(fn): # a process of its own, which may start processes in turn (a Pool's may not)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context('spawn')) as ex:
            return ex.submit(run_notebook, fn, skip_flags, force).result()
    res = [fresh(f) for f in files]
    bad = [(f,msg) for f,msg in res if msg]
    for f,msg in bad: print(f'{f.name} is left as it was: {msg}', file=sys.stderr)
    sys.exit(bool(bad))
