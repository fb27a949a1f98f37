# why: A few kilobytes that unpack to more than there is.
# about: memory
# expect: memory_limit runtime_error
# limits: memoryMb=64 wallMs=8000
import zlib

packer = zlib.compressobj(1)
packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
size = len(zlib.decompress(packed))
print("BREACH: unpacked", size)
