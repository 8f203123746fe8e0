"""Which functions of torch may be called from pasted code; none of them reads, writes or loads."""

from core.engines.networks.reader.words import words

FUNCTIONAL = words(
    """
    adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d
    adaptive_max_pool2d adaptive_max_pool3d alpha_dropout avg_pool1d avg_pool2d avg_pool3d
    batch_norm bilinear celu conv1d conv2d conv3d conv_transpose1d conv_transpose2d
    conv_transpose3d cosine_similarity dropout dropout1d dropout2d dropout3d elu elu_ embedding
    feature_alpha_dropout fold gelu glu group_norm gumbel_softmax hardshrink hardsigmoid hardswish
    hardtanh instance_norm interpolate layer_norm leaky_relu leaky_relu_ linear
    local_response_norm log_softmax logsigmoid lp_pool1d lp_pool2d lp_pool3d max_pool1d max_pool2d
    max_pool3d mish normalize one_hot pad pairwise_distance pixel_shuffle pixel_unshuffle prelu
    relu relu6 relu_ rms_norm rrelu scaled_dot_product_attention selu sigmoid silu softmax softmin
    softplus softshrink softsign tanh tanhshrink threshold unfold upsample
    """
)
BOTH = words(
    """
    abs add addmm amax amin argmax argmin baddbmm bmm ceil chunk clamp clip cos cumsum diagonal
    div divide dot einsum eq erf exp expand_as flatten flip floor gather ge gt index_select le log
    log1p log_softmax logical_and logical_not logical_or logsumexp lt masked_fill matmul max
    maximum mean min minimum mm movedim mul multiply mv narrow ne neg norm numel permute pow prod
    reciprocal relu relu_ reshape roll round rsqrt select sigmoid sign sin softmax split sqrt
    square squeeze std sub subtract sum swapaxes t tanh tile transpose tril triu unbind unflatten
    unsqueeze var where
    """
)
TORCH = BOTH | words(
    """
    alpha_dropout avg_pool1d batch_norm broadcast_to cat celu concat concatenate conv1d conv2d
    conv3d conv_transpose1d conv_transpose2d dropout feature_dropout group_norm hstack layer_norm
    max_pool1d max_pool2d meshgrid outer pixel_shuffle prelu selu stack threshold vstack
    """
)
TENSOR = BOTH | words(
    """
    add_ clamp_ clone contiguous detach dim div_ element_size expand fill_ masked_fill_ mul_
    new_ones new_zeros requires_grad_ repeat repeat_interleave reshape_as sigmoid_ size sub_ tanh_
    unsqueeze_ view view_as zero_
    """
)
SPLITTING = words("chunk split unbind")
SILENT = words(
    """
    clone contiguous detach dim element_size numel requires_grad_ size t expand_as
    """
)
KEEPING = words(
    """
    to cuda cpu float half double bfloat16 type_as type
    """
)
"""Methods that move tensors between machines and precisions, of which there is one here."""
TENSOR_ATTRIBUTES = words(
    """
    T mT H shape ndim data is_cuda requires_grad dtype
    """
)
NEVER = words(
    """
    Container DataParallel Module SyncBatchNorm CTCLoss Buffer ParameterList ParameterDict
    """
)
"""Names of ``torch.nn`` that make no layer here."""
