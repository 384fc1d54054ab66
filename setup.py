"Everything about the package is in settings.ini; this file only hands it to setuptools."
import re
from configparser import ConfigParser
from pathlib import Path
from setuptools import setup

root = Path(__file__).parent
ini = ConfigParser(delimiters='=')
ini.read(root/'settings.ini', encoding='utf-8')
cfg = ini['DEFAULT']

licenses = dict(apache2='Apache-2.0', mit='MIT', bsd3='BSD-3-Clause')
statuses = '1 - Planning,2 - Pre-Alpha,3 - Alpha,4 - Beta,5 - Production/Stable,6 - Mature,7 - Inactive'.split(',')
suffix = '_requirements'

def absolute(m): return f"{m[1]}[{m[2]}]({cfg['git_url']}/{'raw' if m[1] else 'blob'}/{cfg['branch']}/"
readme = (root/'README.md').read_text(encoding='utf-8')
readme = re.sub(r'(!?)\[([^]]*)\]\((?!#|\w+:)', absolute, readme) # PyPI shows it far from the files it links to

setup(
    name=cfg['lib_name'], version=cfg['version'], description=cfg['description'], keywords=cfg['keywords'].split(),
    author=cfg['author'], author_email=cfg['author_email'], license=licenses[cfg['license']], url=cfg['git_url'],
    project_urls={'Documentation': cfg['doc_host']+cfg['doc_baseurl'],
                  'Changelog': f"{cfg['git_url']}/blob/{cfg['branch']}/CHANGELOG.md"},
    long_description=readme, long_description_content_type='text/markdown',
    classifiers=[f"Development Status :: {statuses[int(cfg['status'])-1]}", f"Intended Audience :: {cfg['audience']}",
                 f"Natural Language :: {cfg['language']}", 'Programming Language :: Python :: 3'],
    packages=[cfg['lib_path']], python_requires=f">={cfg['min_python']}",
    install_requires=cfg['requirements'].split(),
    extras_require={k.removesuffix(suffix): v.split() for k,v in cfg.items() if k.endswith(suffix)},
    entry_points=dict(console_scripts=cfg['console_scripts'].split(),
                      nbdev=[f"{cfg['lib_path']}={cfg['lib_path']}._modidx:d"]))
