export default function RoomPage(props: { roomId: string; invite: string | null; created: unknown }) {
  return <p>{props.roomId}</p>;
}
