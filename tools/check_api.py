"Every public name has a docstring, and every parameter a comment: that is what `show_doc` makes its tables from."
import ast, io, re, sys, tokenize
from importlib import import_module
from pathlib import Path
from fastcore.script import call_parse
from nbdev.config import get_config

# Methods that a Learner, a Trainer or Lightning calls: whoever calls them says what they are for.
event = re.compile(r'(before|after|cleanup)_(fit|epoch|batch)|after_(predict|loss|backward|step)|on_\w+|teardown')

class Module:
    "A module's text, and what is missing in it"
    def __init__(self, name): # dotted
        self.name,self.mod = name,import_module(name)
        text = Path(self.mod.__file__).read_text(encoding='utf-8')
        self.tree,self.public = ast.parse(text),set(self.mod.__all__)
        comments = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT]
        self.notes = {t.start[0]: t.line[:t.start[1]].strip() for t in comments if t.string.strip('# ')}

    def noted(self, line):
        "Is there a comment where docments looks for one: at the end of the line, or alone on the line above?"
        return line in self.notes or self.notes.get(line-1) == ''

    def params(self, f):
        "Parameters of `f` without a comment; of several on a line, a comment is the last one's"
        a = f.args
        ps = [p for p in (*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg) if p]
        last = {p.lineno: p for p in ps}
        return [p.arg for p in ps if p.arg not in ('self','cls') and not (last[p.lineno] is p and self.noted(p.lineno))]

    def function(self, f, where, docstring=True): # without `docstring` a comment in the signature will do
        signature = range(f.lineno, max(f.body[0].lineno, f.lineno+1))
        if not ast.get_docstring(f) and (docstring or not any(l in self.notes for l in signature)): yield f'{where}: docstring'
        yield from (f'{where}({p})' for p in self.params(f))

    def method(self, f, cls, **kw):
        where = f'{self.name}.{cls}'
        if f.name == '__init__': yield from (f'{where}({p})' for p in self.params(f))
        elif f.name.startswith('_') or event.fullmatch(f.name): return
        elif any(f.name in vars(b) for b in getattr(self.mod, cls).__mro__[1:]): return # documented where it comes from
        else: yield from self.function(f, f'{where}.{f.name}', **kw)

    def class_(self, c):
        if not ast.get_docstring(c): yield f'{self.name}.{c.name}: docstring'
        for o in c.body:
            if isinstance(o, ast.FunctionDef): yield from self.method(o, c.name, docstring=False)
            elif isinstance(o, ast.AnnAssign) and not self.noted(o.lineno): yield f'{self.name}.{c.name}({o.target.id})'

    def missing(self):
        "Lines such as `module.function(param)`"
        for o in self.tree.body:
            if isinstance(o, ast.FunctionDef):
                if o.name in self.public: yield from self.function(o, f'{self.name}.{o.name}')
                for cls in patched(o): yield from self.method(o, cls)
            elif isinstance(o, ast.ClassDef) and o.name in self.public: yield from self.class_(o)
            elif isinstance(o, ast.Assign) and not self.noted(o.lineno):
                names = [n.id for t in o.targets for n in ast.walk(t) if isinstance(n, ast.Name)]
                yield from (f'{self.name}.{n}: comment' for n in names if n in self.public)

def names(node): return [getattr(n, 'id', getattr(n, 'attr', None)) for n in ast.walk(node)]

def patched(f):
    "The public classes that `@patch` gives `f` to"
    if not any('patch' in names(d) for d in f.decorator_list): return []
    return [n for n in names(f.args.args[0].annotation) if n and not n.startswith('_')]

def modules():
    "Dotted names of the package's modules"
    lib = get_config().lib_path
    return sorted(f'{lib.name}.{f.stem}' for f in lib.glob('*.py') if not f.stem.startswith('_'))

@call_parse
def main():
    "Print what is public and undocumented; exit with 1 where there is any."
    bad = [o for m in modules() for o in Module(m).missing()]
    print('\n'.join(bad) or f'{len(modules())} modules: every public name is documented')
    sys.exit(bool(bad))
