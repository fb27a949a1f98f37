// why: Memory outside the heap.
// about: memory
// expect: memory_limit runtime_error
// limits: memoryMb=256 wallMs=8000
import java.nio.ByteBuffer;
import java.util.ArrayList;

public class Main {
    public static void main(String[] args) {
        var blocks = new ArrayList<ByteBuffer>();
        for (int i = 0; i < 64; i++) {
            var block = ByteBuffer.allocateDirect(32 << 20);
            for (int at = 0; at < block.capacity(); at += 4096) block.put(at, (byte) 1);
            blocks.add(block);
        }
        System.out.println("BREACH: two gigabytes");
    }
}
