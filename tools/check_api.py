"Every public name has a docstring, and every parameter a comment: that is what `show_doc` makes its tables from."
import ast, io, re, sys, tokenize
from importlib import import_module
from pathlib import Path
from fastcore.script import call_parse
from execnb.nbio import read_nb
from nbdev.config import get_config
from nbdev.doclinks import nbglob

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

def private(name): return name.startswith('_') and not name.endswith('__')

def defined(tree):
    "Private names that a module gives: functions, classes, variables, attributes of `self`"
    def name(n):
        if isinstance(n, (ast.FunctionDef, ast.ClassDef)): return n.name
        if not isinstance(getattr(n, 'ctx', None), ast.Store): return ''
        if isinstance(n, ast.Name): return n.id
        return n.attr if isinstance(n, ast.Attribute) and getattr(n.value, 'id', '') == 'self' else ''
    return {k for n in ast.walk(tree) if private(k := name(n))}

def crossings(trees): # module -> its syntax tree
    "Private names that a module has from another one: imported, or as the attribute of an object that is made there"
    given = {m: defined(t) for m,t in trees.items()}
    for m,tree in trees.items():
        others = set().union(*(v for k,v in given.items() if k != m)) - given[m]
        for n in ast.walk(tree):
            ours = isinstance(n, ast.ImportFrom) and (n.level or (n.module or '').startswith(get_config().lib_path.name))
            if ours:
                yield from (f'{m} imports {a.name}' for a in n.names if private(a.name))
            elif isinstance(n, ast.Attribute) and n.attr in others: yield f'{m}, line {n.lineno}: .{n.attr}'

def notebooks(): return sorted(map(Path, nbglob()))

def long_lines(limit=130): # characters
    "Code lines of notebooks and tools that are longer"
    root = get_config().config_path
    for f in notebooks():
        for c in read_nb(f).cells:
            for l in c.source.splitlines() if c.cell_type == 'code' else ():
                if len(l) > limit: yield f'{f.name}: {len(l)} characters: {l[:60]}…'
    for f in sorted((root/'tools').glob('*.py')):
        for i,l in enumerate(f.read_text().splitlines(), 1):
            if len(l) > limit: yield f'{f.name}, line {i}: {len(l)} characters'

def nested_conditionals():
    "Conditional expressions inside another one, inside an f-string"
    for f in notebooks():
        for c in read_nb(f).cells:
            if c.cell_type != 'code': continue
            try: tree = ast.parse(re.sub(r'^[%!].*$', '', c.source, flags=re.M))
            except SyntaxError: continue # a cell of the shell's
            for s in (n for n in ast.walk(tree) if isinstance(n, ast.JoinedStr)):
                choices = [n for n in ast.walk(s) if isinstance(n, ast.IfExp)]
                nested = any(isinstance(m, ast.IfExp) for n in choices for m in ast.walk(n) if m is not n)
                if nested: yield f'{f.name}: {ast.unparse(s)[:60]}…'

@call_parse
def main():
    "Print what is undocumented, which private names cross rooms, and what is too long; exit with 1 where there is any."
    found = [Module(m) for m in modules()]
    bad = [o for m in found for o in m.missing()]
    crossed = list(crossings({m.name: m.tree for m in found}))
    bad += crossed + list(long_lines()) + list(nested_conditionals())
    ok = f'{len(found)} modules: all documented, {len(crossed)} private names cross rooms, no code line is too long'
    print('\n'.join(bad) or ok)
    sys.exit(bool(bad))
