"""The papers and books that the labs cite, as data."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """One work: authors, year, title, where it appeared, and a stable link (empty where none)."""

    authors: str
    year: int
    title: str
    where: str
    link: str = ""

    def __str__(self) -> str:
        """Return the reference as one line of Markdown, its link as text."""
        line = f"{self.authors}, *{self.title}*, {self.where}, {self.year}."
        return f"{line} {self.link}" if self.link else line

    @property
    def surname(self) -> str:
        """The first author's surname, by which works are ordered."""
        first = re.split(r",| and ", self.authors)[0]
        return re.sub(r"^(\S+\. )+", "", first)

    def matches(self, words: str) -> bool:
        """Say whether authors, year, title and place together hold all of ``words``."""
        return all(word in str(self).lower() for word in words.lower().split())


def _arxiv(number: str) -> str:
    return f"https://arxiv.org/abs/{number}"


def _doi(name: str) -> str:
    return f"https://doi.org/{name}"


REFERENCES = {
    "araujo2019": Reference(
        "A. Araujo, W. Norris and J. Sim", 2019,
        "Computing receptive fields of convolutional neural networks", "Distill",
        _doi("10.23915/distill.00021")),
    "azulay2019": Reference(
        "A. Azulay and Y. Weiss", 2019,
        "Why do deep convolutional networks generalize so poorly to small image transformations?",
        "Journal of Machine Learning Research 20", _arxiv("1805.12177")),
    "bottou2012": Reference(
        "L. Bottou", 2012, "Stochastic gradient descent tricks",
        "Neural Networks: Tricks of the Trade, Springer", _doi("10.1007/978-3-642-35289-8_25")),
    "boureau2010": Reference(
        "Y.-L. Boureau, J. Ponce and Y. LeCun", 2010,
        "A theoretical analysis of feature pooling in visual recognition", "ICML"),
    "bouthillier2021": Reference(
        "X. Bouthillier and others", 2021,
        "Accounting for variance in machine learning benchmarks", "MLSys", _arxiv("2103.03098")),
    "box1978": Reference(
        "G. Box, W. Hunter and J. Hunter", 1978, "Statistics for experimenters", "Wiley"),
    "cawley2010": Reference(
        "G. Cawley and N. Talbot", 2010,
        "On over-fitting in model selection and subsequent selection bias in performance "
        "evaluation", "Journal of Machine Learning Research 11"),
    "clopper1934": Reference(
        "C. Clopper and E. Pearson", 1934,
        "The use of confidence or fiducial limits illustrated in the case of the binomial",
        "Biometrika 26", _doi("10.1093/biomet/26.4.404")),
    "cohen1988": Reference(
        "J. Cohen", 1988, "Statistical power analysis for the behavioral sciences",
        "Lawrence Erlbaum, second edition"),
    "cover2006": Reference(
        "T. Cover and J. Thomas", 2006, "Elements of information theory",
        "Wiley, second edition"),
    "david2003": Reference(
        "H. David and H. Nagaraja", 2003, "Order statistics", "Wiley, third edition"),
    "dumoulin2016": Reference(
        "V. Dumoulin and F. Visin", 2016, "A guide to convolution arithmetic for deep learning",
        "arXiv", _arxiv("1603.07285")),
    "dwork2015": Reference(
        "C. Dwork and others", 2015,
        "The reusable holdout: preserving validity in adaptive data analysis", "Science 349",
        _doi("10.1126/science.aaa9375")),
    "efron1993": Reference(
        "B. Efron and R. Tibshirani", 1993, "An introduction to the bootstrap",
        "Chapman and Hall"),
    "fisher1935": Reference(
        "R. Fisher", 1935, "The design of experiments", "Oliver and Boyd"),
    "glorot2010": Reference(
        "X. Glorot and Y. Bengio", 2010,
        "Understanding the difficulty of training deep feedforward neural networks", "AISTATS",
        "https://proceedings.mlr.press/v9/glorot10a.html"),
    "glorot2011": Reference(
        "X. Glorot, A. Bordes and Y. Bengio", 2011, "Deep sparse rectifier neural networks",
        "AISTATS", "https://proceedings.mlr.press/v15/glorot11a.html"),
    "good2005": Reference(
        "P. Good", 2005, "Permutation, parametric and bootstrap tests of hypotheses",
        "Springer, third edition"),
    "goodfellow2016": Reference(
        "I. Goodfellow, Y. Bengio and A. Courville", 2016, "Deep learning", "MIT Press",
        "https://www.deeplearningbook.org"),
    "gurbuzbalaban2019": Reference(
        "M. Gürbüzbalaban, A. Ozdaglar and P. Parrilo", 2019,
        "Convergence rate of incremental gradient and incremental Newton methods",
        "SIAM Journal on Optimization 29", _arxiv("1510.08562")),
    "gurbuzbalaban2021": Reference(
        "M. Gürbüzbalaban, A. Ozdaglar and P. Parrilo", 2021,
        "Why random reshuffling beats stochastic gradient descent",
        "Mathematical Programming 186", _arxiv("1510.08560")),
    "hahn1991": Reference(
        "G. Hahn and W. Meeker", 1991, "Statistical intervals: a guide for practitioners", "Wiley"),
    "haochen2019": Reference(
        "J. HaoChen and S. Sra", 2019, "Random shuffling beats SGD after finite epochs", "ICML",
        _arxiv("1806.10077")),
    "he2015": Reference(
        "K. He, X. Zhang, S. Ren and J. Sun", 2015,
        "Delving deep into rectifiers: surpassing human-level performance on ImageNet "
        "classification", "ICCV", _arxiv("1502.01852")),
    "he2016": Reference(
        "K. He, X. Zhang, S. Ren and J. Sun", 2016,
        "Deep residual learning for image recognition", "CVPR", _arxiv("1512.03385")),
    "ioffe2015": Reference(
        "S. Ioffe and C. Szegedy", 2015,
        "Batch normalization: accelerating deep network training by reducing internal covariate "
        "shift", "ICML", _arxiv("1502.03167")),
    "islam2020": Reference(
        "M. A. Islam, S. Jia and N. Bruce", 2020,
        "How much position information do convolutional neural networks encode?", "ICLR",
        _arxiv("2001.08248")),
    "jamieson2016": Reference(
        "K. Jamieson and A. Talwalkar", 2016,
        "Non-stochastic best arm identification and hyperparameter optimization", "AISTATS",
        _arxiv("1502.07943")),
    "kayhan2020": Reference(
        "O. Kayhan and J. van Gemert", 2020,
        "On translation invariance in CNNs: convolutional layers can exploit absolute spatial "
        "location", "CVPR", _arxiv("2003.07064")),
    "kingma2015": Reference(
        "D. Kingma and J. Ba", 2015, "Adam: a method for stochastic optimization", "ICLR",
        _arxiv("1412.6980")),
    "krizhevsky2014": Reference(
        "A. Krizhevsky", 2014, "One weird trick for parallelizing convolutional neural networks",
        "arXiv", _arxiv("1404.5997")),
    "lecun1990": Reference(
        "Y. LeCun and others", 1990,
        "Handwritten digit recognition with a back-propagation network", "NIPS 2"),
    "lecun1998": Reference(
        "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner", 1998,
        "Gradient-based learning applied to document recognition", "Proceedings of the IEEE 86",
        _doi("10.1109/5.726791")),
    "lin2014": Reference(
        "M. Lin, Q. Chen and S. Yan", 2014, "Network in network", "ICLR", _arxiv("1312.4400")),
    "liu2018": Reference(
        "G. Liu and others", 2018, "Partial convolution based padding", "arXiv",
        _arxiv("1811.11718")),
    "loshchilov2019": Reference(
        "I. Loshchilov and F. Hutter", 2019, "Decoupled weight decay regularization", "ICLR",
        _arxiv("1711.05101")),
    "lu2020": Reference(
        "L. Lu, Y. Shin, Y. Su and G. Karniadakis", 2020,
        "Dying ReLU and initialization: theory and numerical examples",
        "Communications in Computational Physics 28, first on arXiv in 2019",
        _arxiv("1903.06733")),
    "luo2016": Reference(
        "W. Luo, Y. Li, R. Urtasun and R. Zemel", 2016,
        "Understanding the effective receptive field in deep convolutional neural networks",
        "NeurIPS", _arxiv("1701.04128")),
    "mccloskey1989": Reference(
        "M. McCloskey and N. Cohen", 1989,
        "Catastrophic interference in connectionist networks: the sequential learning problem",
        "Psychology of Learning and Motivation 24"),
    "mishchenko2020": Reference(
        "K. Mishchenko, A. Khaled and P. Richtárik", 2020,
        "Random reshuffling: simple analysis with vast improvements", "NeurIPS",
        _arxiv("2006.05988")),
    "odena2016": Reference(
        "A. Odena, V. Dumoulin and C. Olah", 2016, "Deconvolution and checkerboard artifacts",
        "Distill", _doi("10.23915/distill.00003")),
    "owen1962": Reference(
        "D. Owen and G. Steck", 1962,
        "Moments of order statistics from the equicorrelated multivariate normal distribution",
        "Annals of Mathematical Statistics 33"),
    "poole2016": Reference(
        "B. Poole and others", 2016,
        "Exponential expressivity in deep neural networks through transient chaos", "NeurIPS",
        _arxiv("1606.05340")),
    "rajput2020": Reference(
        "S. Rajput, A. Gupta and D. Papailiopoulos", 2020,
        "Closing the convergence gap of SGD without replacement", "ICML", _arxiv("2002.10400")),
    "rakhlin2012": Reference(
        "A. Rakhlin, O. Shamir and K. Sridharan", 2012,
        "Making gradient descent optimal for strongly convex stochastic optimization", "ICML",
        _arxiv("1109.5647")),
    "riesenhuber1999": Reference(
        "M. Riesenhuber and T. Poggio", 1999,
        "Hierarchical models of object recognition in cortex", "Nature Neuroscience 2",
        _doi("10.1038/14819")),
    "rumelhart1986": Reference(
        "D. Rumelhart, G. Hinton and R. Williams", 1986,
        "Learning representations by back-propagating errors", "Nature 323",
        _doi("10.1038/323533a0")),
    "safran2020": Reference(
        "I. Safran and O. Shamir", 2020, "How good is SGD with random shuffling?", "COLT",
        _arxiv("1908.00045")),
    "schoenholz2017": Reference(
        "S. Schoenholz, J. Gilmer, S. Ganguli and J. Sohl-Dickstein", 2017,
        "Deep information propagation", "ICLR", _arxiv("1611.01232")),
    "sermanet2012": Reference(
        "P. Sermanet, S. Chintala and Y. LeCun", 2012,
        "Convolutional neural networks applied to house numbers digit classification", "ICPR",
        _arxiv("1204.3968")),
    "shannon1949": Reference(
        "C. Shannon", 1949, "Communication in the presence of noise",
        "Proceedings of the IRE 37", _doi("10.1109/JRPROC.1949.232969")),
    "simonyan2015": Reference(
        "K. Simonyan and A. Zisserman", 2015,
        "Very deep convolutional networks for large-scale image recognition", "ICLR",
        _arxiv("1409.1556")),
    "smith2018": Reference(
        "L. Smith and N. Topin", 2018,
        "Super-convergence: very fast training of neural networks using large learning rates",
        "arXiv", _arxiv("1708.07120")),
    "spearman1904": Reference(
        "C. Spearman", 1904, "The proof and measurement of association between two things",
        "American Journal of Psychology 15", _doi("10.2307/1412159")),
    "springenberg2015": Reference(
        "J. Springenberg, A. Dosovitskiy, T. Brox and M. Riedmiller", 2015,
        "Striving for simplicity: the all convolutional net", "ICLR workshop",
        _arxiv("1412.6806")),
    "srivastava2014": Reference(
        "N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov", 2014,
        "Dropout: a simple way to prevent neural networks from overfitting",
        "Journal of Machine Learning Research 15"),
    "student1908": Reference(
        "Student", 1908, "The probable error of a mean", "Biometrika 6",
        _doi("10.1093/biomet/6.1.1")),
    "tieleman2012": Reference(
        "T. Tieleman and G. Hinton", 2012, "Neural networks for machine learning, lecture 6e",
        "Coursera"),
    "wilson1927": Reference(
        "E. Wilson", 1927,
        "Probable inference, the law of succession, and statistical inference",
        "Journal of the American Statistical Association 22",
        _doi("10.1080/01621459.1927.10502953")),
    "zeiler2014": Reference(
        "M. Zeiler and R. Fergus", 2014, "Visualizing and understanding convolutional networks",
        "ECCV", _arxiv("1311.2901")),
    "zhang2019": Reference(
        "R. Zhang", 2019, "Making convolutional networks shift-invariant again", "ICML",
        _arxiv("1904.11486")),
}  # fmt: skip
