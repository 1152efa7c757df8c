package dev.usher.fd;

import static dev.usher.fd.UnixSocketTest.bytes;
import static dev.usher.fd.UnixSocketTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Linux does with SCM_RIGHTS (REFERENCE A.11, ATTACKS 5G), and what the library makes of it. */
final class ControlMessageFactsTest {
    private static final int SPACE_OF_ONE = Layouts.cmsgSpace(4);
    private static final int LENGTH_OF_ONE = Layouts.cmsgLength(4);

    private UnixSocket.Pair messages;
    private UnixSocket.Pair stream;
    private UnixSocket.Pair client;
    private int number;

    @BeforeEach
    void open() throws Exception {
        messages = UnixSocket.pair(SocketType.SEQPACKET);
        stream = UnixSocket.pair(SocketType.STREAM);
        client = UnixSocket.pair(SocketType.STREAM);
        number = client.left().fd().number();
    }

    @AfterEach
    void close() {
        messages.close();
        stream.close();
        client.close();
    }

    private Fd[] times(int count) {
        return Collections.nCopies(count, client.left().fd()).toArray(new Fd[0]);
    }

    @Test
    void cmsgSpaceOfOneDescriptorLetsTwoInAndDoesNotTell() {
        assertThat(SPACE_OF_ONE).isEqualTo(24);
        Raw.send(messages.left(), "x", Layouts.cmsgLength(8), number, number);
        assertThat(Raw.receive(messages.right(), 9, SPACE_OF_ONE)).isEqualTo(new Raw.Got("x", 2, false, false));
    }

    @Test
    void cmsgSpaceOfOneDescriptorCutsThreeToTwo() {
        Raw.send(messages.left(), "x", Layouts.cmsgLength(12), number, number, number);
        assertThat(Raw.receive(messages.right(), 9, SPACE_OF_ONE)).isEqualTo(new Raw.Got("x", 2, true, false));
    }

    @Test
    void cmsgLenOfOneDescriptorCutsThreeToOne() {
        assertThat(LENGTH_OF_ONE).isEqualTo(20);
        Raw.send(messages.left(), "x", Layouts.cmsgLength(12), number, number, number);
        assertThat(Raw.receive(messages.right(), 9, LENGTH_OF_ONE)).isEqualTo(new Raw.Got("x", 1, true, false));
    }

    @Test
    void descriptorsBeyondThoseAskedForAreClosedAndTold() throws Exception {
        for (int sent : new int[] {2, 3, 16, 253}) {
            messages.left().send(bytes("x"), times(sent));
            try (Received r = messages.right().receive(ByteBuffer.allocate(9), 1)) {
                assertThat(r.count()).isEqualTo(1);
                assertThat(r.arrived()).isGreaterThanOrEqualTo(1);
                assertThat(r.controlTruncated()).as("%d sent", sent).isTrue();
            }
        }
    }

    @Test
    void aMessageCarries253Descriptors() throws Exception {
        messages.left().send(bytes("x"), times(253));
        try (Received r = messages.right().receive(ByteBuffer.allocate(9), 253)) {
            assertThat(r.count()).isEqualTo(253);
            assertThat(r.controlTruncated()).isFalse();
        }
    }

    @Test
    void the254thDescriptorIsEinvalAndRefusedBeforehand() {
        int[] numbers = new int[254];
        java.util.Arrays.fill(numbers, number);
        assertThat(Raw.send(messages.left(), "x", Layouts.cmsgLength(4 * 254), numbers))
                .isEqualTo(-Errno.EINVAL.number());
        assertThatThrownBy(() -> messages.left().send(bytes("x"), times(254)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("254");
    }

    @Test
    void aCmsgOfNoDescriptorsArrivesAsPlainData() throws Exception {
        assertThat(Raw.send(messages.left(), "x", Layouts.cmsgLength(0))).isEqualTo(1);
        try (Received r = messages.right().receive(ByteBuffer.allocate(9), 1)) {
            assertThat(r.bytes()).isEqualTo(1);
            assertThat(r.count()).isZero();
            assertThat(r.otherControl()).isFalse();
            assertThat(r.controlTruncated()).isFalse();
        }
    }

    @Test
    void aClosedNumberIsEbadfAtSend() {
        assertThatThrownBy(() -> messages.left().sendBorrowed(bytes("x"), 1_000_000))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
    }

    @Test
    void onAStreamADescriptorWithoutBytesIsNeverDelivered() throws Exception {
        assertThat(Raw.send(stream.left(), "", LENGTH_OF_ONE, number)).isZero();
        assertThat(stream.right().receive(ByteBuffer.allocate(9), 1).wouldBlock())
                .isTrue();
        assertThatThrownBy(() -> stream.left().send(bytes(""), client.left().fd()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one byte");
    }

    @Test
    void anEmptySeqpacketMessageBringsItsDescriptor() throws Exception {
        assertThat(messages.left().send(bytes(""), client.left().fd())).isZero();
        try (Received r = messages.right().receive(ByteBuffer.allocate(9), 1)) {
            assertThat(r.bytes()).isZero();
            assertThat(r.count()).isEqualTo(1);
        }
    }

    @Test
    void plainStreamBytesBeforeADescriptorComeTogetherWithIt() throws Exception {
        stream.left().send(bytes("first"));
        stream.left().send(bytes("second"), client.left().fd());
        expect("firstsecond", 1);
    }

    @Test
    void streamBytesAfterADescriptorComeApart() throws Exception {
        stream.left().send(bytes("first"), client.left().fd());
        stream.left().send(bytes("second"));
        expect("first", 1);
        expect("second", 0);
    }

    @Test
    void twoStreamMessagesWithDescriptorsAreNeverMerged() throws Exception {
        stream.left().send(bytes("first"), client.left().fd());
        stream.left().send(bytes("second"), client.left().fd());
        expect("first", 1);
        expect("second", 1);
    }

    private void expect(String data, int descriptors) throws Exception {
        ByteBuffer into = ByteBuffer.allocate(100);
        try (Received r = stream.right().receive(into, 5)) {
            assertThat(text(into)).isEqualTo(data);
            assertThat(r.count()).isEqualTo(descriptors);
        }
    }

    @Test
    void aPartialStreamReadBringsTheDescriptorWithTheFirstByte() throws Exception {
        stream.left().send(bytes("hello"), client.left().fd());
        try (Received r = stream.right().receive(ByteBuffer.allocate(1), 1)) {
            assertThat(r.count()).isEqualTo(1);
            assertThat(r.dataTruncated()).isFalse();
        }
        expect("ello", 0);
    }

    @Test
    void aShortSeqpacketBufferLosesTheRestAndStillBringsTheDescriptor() throws Exception {
        messages.left().send(bytes("hello"), client.left().fd());
        ByteBuffer into = ByteBuffer.allocateDirect(2);
        try (Received r = messages.right().receive(into, 1)) {
            assertThat(text(into)).isEqualTo("he");
            assertThat(r.dataTruncated()).isTrue();
            assertThat(r.count()).isEqualTo(1);
        }
        assertThat(messages.right().receive(ByteBuffer.allocate(9), 1).wouldBlock())
                .isTrue();
    }

    @Test
    void withoutAControlAreaTheKernelClosesTheDescriptorAndTells() throws Exception {
        messages.left().send(bytes("x"), client.left().fd());
        client.left().close();
        assertThat(Raw.receive(messages.right(), 9, 0)).isEqualTo(new Raw.Got("x", 0, true, false));
        assertClientSeesTheEnd();
    }

    @Test
    void aPlainRecvLosesTheDescriptorAndNothingTells() throws Exception {
        stream.left().send(bytes("x"), client.left().fd());
        client.left().close();
        try (StreamSocket right = StreamSocket.adopt(stream.right().fd())) {
            assertThat(right.receive(ByteBuffer.allocateDirect(9))).isEqualTo(1);
        }
        assertClientSeesTheEnd();
    }

    private void assertClientSeesTheEnd() throws Exception {
        try (Received r = client.right().receive(ByteBuffer.allocate(9), 0)) {
            assertThat(r.bytes()).isZero();
        }
    }

    @Test
    void credentialsAreOtherControlAndLeaveRoomForTheDescriptor() throws Exception {
        Options.set(Subject.of(messages.right().fd()), Layouts.SOL_SOCKET, Layouts.SO_PASSCRED, 1);
        messages.left().send(bytes("x"));
        try (Received r = messages.right().receive(ByteBuffer.allocate(9), 1)) {
            assertThat(r.otherControl()).isTrue();
            assertThat(r.count()).isZero();
        }
        messages.left().send(bytes("x"), client.left().fd());
        try (Received r = messages.right().receive(ByteBuffer.allocate(9), 1)) {
            assertThat(r.otherControl()).isTrue();
            assertThat(r.count()).isEqualTo(1);
            assertThat(r.controlTruncated()).isFalse();
        }
    }

    @Test
    void aReceivedDescriptorIsCloseOnExecAndSharesNonBlocking() throws Exception {
        FdFacts ours = FdFacts.of(client.left().fd());
        messages.left().send(bytes("x"), client.left().fd());
        try (Received r = messages.right().receive(ByteBuffer.allocate(9), 1)) {
            FdFacts copy = FdFacts.of(r.peek(0));
            assertThat(copy.isCloseOnExec()).isTrue();
            assertThat(copy.isNonBlocking()).isTrue();
            copy.setNonBlocking(false);
            assertThat(ours.isNonBlocking()).isFalse();
            ours.setNonBlocking(true);
            assertThat(copy.isNonBlocking()).isTrue();
        }
    }

    @Test
    void withoutMsgCmsgCloexecTheReceivedDescriptorIsInheritedByChildren() throws Exception {
        messages.left().send(bytes("x"), client.left().fd());
        Scratch s = Scratch.current();
        Messages.prepare(s, s.data(1).address(), 1, SPACE_OF_ONE);
        Kernel.sys().recvmsg(messages.right().fd().number(), s.message, Layouts.MSG_DONTWAIT);
        int received = s.control.get(java.lang.foreign.ValueLayout.JAVA_INT, Layouts.CMSG_DATA);
        try (Fd copy = Fd.own(received, "received without MSG_CMSG_CLOEXEC")) {
            assertThat(FdFacts.of(copy).isCloseOnExec()).isFalse();
        }
    }
}
