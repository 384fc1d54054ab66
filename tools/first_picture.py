"A sick run beside a healthy one, the picture of the first page, as nbs/images/activations.png."
import matplotlib.pyplot as plt
import torch.nn.functional as F
from torch import optim
from nbdev.config import get_config

from miniai.activations import set_seed
from miniai.charts import heatmap
from miniai.datasets import DataLoaders, fashion_mnist
from miniai.demo import baseline_cnn
from miniai.init import init_weights
from miniai.watch import watch

SHOWN = 'conv3','conv5'

def train(model, batches, rate):
    "A training loop that knows nothing of miniai: the losses, and the accuracy"
    losses,right,seen = [],0,0
    opt = optim.SGD(model.parameters(), rate)
    for x,y in batches:
        out = model(x)
        loss = F.cross_entropy(out, y)
        loss.backward()
        opt.step()
        opt.zero_grad()
        losses.append(loss.item())
        right += (out.argmax(1) == y).sum().item()
        seen += len(y)
    return losses, right/seen

def run(dd, healthy, **kw):
    "One epoch: the watch, the losses, the accuracy"
    set_seed(1, deterministic=False)
    batches,model = DataLoaders.in_memory(dd, 1024, normalize=healthy).train,baseline_cnn()
    if healthy: model.apply(init_weights)
    with watch(model, **kw) as w: losses,accuracy = train(model, batches, .2 if healthy else .6)
    return w, losses, accuracy

def column(axs, w, losses, title):
    axs[0].plot(losses, color='black', lw=1.2)
    axs[0].set_title(title)
    layers = {h.name: data for h,data in w.stats.run.columns('train')}
    for ax,name in zip(axs[1:], SHOWN):
        image = heatmap(w.stats.histories['train'], *layers[name])
        ax.pcolormesh(image.edges, image.bins, image.counts, rasterized=True)
        ax.set_ylim(0, 10)
    axs[-1].set_xlabel('training step')

def point(ax, text, at, text_at, color='white'):
    ax.annotate(text, at, text_at, color=color, fontsize=11, ha='center', arrowprops=dict(arrowstyle='->', color=color))

def main():
    plt.rcParams.update({'font.size': 12, 'axes.titlesize': 12})
    dd = fashion_mnist()
    sick,healthy = [run(dd, healthy, every=1) for healthy in (False,True)]
    fig,axs = plt.subplots(3, 2, figsize=(8,5), sharex=True, sharey='row', layout='constrained', height_ratios=[1,1.3,1.3])
    for ax,(w,losses,accuracy),title in zip(axs.T, (sick, healthy), ('As it was','After three changes')):
        column(ax, w, losses, f'{title}: accuracy {accuracy:.2f}')
        print(title, f'{accuracy:.3f}', w.diagnose().found)
    for ax,name in zip(axs[:,0], ('loss', *SHOWN)): ax.set_ylabel(name if name == 'loss' else f'{name}\nsize of values')
    axs[0,0].set_ylim(0, 1.2*max(sick[1]))
    broke = next(f for f in sick[0].diagnose() if f.condition == 'high_learning_rate').step
    point(axs[0,0], f'breaks at step {broke}', (broke, sick[1][broke]), (broke+14, .9*max(sick[1])), 'firebrick')
    point(axs[1,0], 'climbs', (broke-2.5, 5), (broke-11, 7))
    point(axs[2,0], 'silent', (broke+22, .5), (broke+22, 5))
    point(axs[2,1], 'a broad band', (35, 4), (35, 8.3))
    fig.savefig(get_config().nbs_path/'images'/'activations.png', dpi=110)

if __name__ == '__main__': main()
